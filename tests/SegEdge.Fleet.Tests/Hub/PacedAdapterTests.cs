using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using SegEdge.Fleet.Hub;

namespace SegEdge.Fleet.Tests.Hub;

public sealed class PacedAdapterTests : IDisposable
{
    private readonly Endless _broker = new();
    private readonly PacedAdapter _paced;

    public PacedAdapterTests() => _paced = new(_broker, most: 3);

    public void Dispose() => _paced.Dispose();

    [Fact]
    public async Task WhatIsUnanswered_StaysWithinTheBound_AndAnAnswerMakesRoom()
    {
        for (var i = 0; i < 3; i++) await ReceiveAsync();
        var fourth = ReceiveAsync();
        Assert.False(fourth.IsCompleted);
        Assert.Equal(3, _broker.Read);

        await AnswerAsync();
        await fourth.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.False(ReceiveAsync().IsCompleted);
        Assert.Equal(4, _broker.Read);
    }

    [Fact]
    public async Task WhatNeedsNoAnswer_IsNotCounted()
    {
        _broker.QoS = MqttQualityOfServiceLevel.AtMostOnce;
        for (var i = 0; i < 10; i++) await ReceiveAsync();
        await _paced.SendPacketAsync(new MqttPingReqPacket(), Ct);
        Assert.Equal(10, _broker.Read);
    }

    [Fact]
    public async Task WhoWaitsForRoom_CanLeave()
    {
        for (var i = 0; i < 3; i++) await ReceiveAsync();
        using var leaving = new CancellationTokenSource();
        var waiting = _paced.ReceivePacketAsync(leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<MqttPacket> ReceiveAsync() => _paced.ReceivePacketAsync(Ct);

    private Task AnswerAsync() => _paced.SendPacketAsync(new MqttPubAckPacket(), Ct);

    /// <summary>A broker that always has one more.</summary>
    private sealed class Endless : IMqttChannelAdapter
    {
        public int Read { get; private set; }

        public MqttQualityOfServiceLevel QoS { get; set; } = MqttQualityOfServiceLevel.AtLeastOnce;

        public long BytesReceived => 0;

        public long BytesSent => 0;

        public X509Certificate2 ClientCertificate => throw new NotSupportedException();

        public EndPoint RemoteEndPoint => throw new NotSupportedException();

        public EndPoint LocalEndPoint => throw new NotSupportedException();

        public bool IsSecureConnection => false;

        public MqttPacketFormatterAdapter PacketFormatterAdapter => throw new NotSupportedException();

        public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
        {
            Read++;
            return Task.FromResult<MqttPacket>(new MqttPublishPacket { QualityOfServiceLevel = QoS });
        }

        public void ResetStatistics()
        {
        }

        public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}

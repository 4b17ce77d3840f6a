using System.Net;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace SegEdge.Fleet.Hub;

/// <summary>A connection that is not read while too many messages wait for their acknowledgement; then they wait at the broker, and not in this process.</summary>
/// <remarks>A broker must not send more than <c>Receive Maximum</c> (MQTT 5, 3.1.2.11.3). Mosquitto 2.0.11 does where several clients publish at once: 376 where 10 were allowed. MQTTnet
/// queues without a bound whatever it reads.</remarks>
/// <param name="most">Unanswered messages of QoS 1.</param>
internal sealed class PacedAdapter(IMqttChannelAdapter inner, int most) : IMqttChannelAdapter
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _room;
    private int _open;

    public long BytesReceived => inner.BytesReceived;

    public long BytesSent => inner.BytesSent;

    public X509Certificate2 ClientCertificate => inner.ClientCertificate;

    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public bool IsSecureConnection => inner.IsSecureConnection;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => inner.PacketFormatterAdapter;

    public Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => inner.DisconnectAsync(cancellationToken);

    public void ResetStatistics() => inner.ResetStatistics();

    public async Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        while (Room() is { } room) await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        var packet = await inner.ReceivePacketAsync(cancellationToken).ConfigureAwait(false);
        if (packet is MqttPublishPacket { QualityOfServiceLevel: not MqttQualityOfServiceLevel.AtMostOnce })
            lock (_gate) _open++;
        return packet;
    }

    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        await inner.SendPacketAsync(packet, cancellationToken).ConfigureAwait(false);
        if (packet is not MqttPubAckPacket) return;
        lock (_gate)
        {
            _open--;
            _room?.TrySetResult();
            _room = null;
        }
    }

    public void Dispose() => inner.Dispose();

    private Task? Room()
    {
        lock (_gate) return _open < most ? null : (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }
}

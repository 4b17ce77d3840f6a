using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Fleet.Hub;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Hub;

public sealed class CourierTests : IDisposable
{
    private const int Senders = 8, Each = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly HubKey _key = new();

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    // Receipts and requests set out from two loops; a device refuses a number below one that it has seen.
    [Fact]
    public async Task WhatIsSentAtOnce_ArrivesInTheOrderOfItsNumbers()
    {
        await using var broker = await MosquittoProcess.StartAsync("max_inflight_messages 0", "max_queued_messages 0");
        var numbers = new ConcurrentQueue<long>();
        using var device = new MqttClientFactory().CreateMqttClient();
        device.ApplicationMessageReceivedAsync += e =>
        {
            numbers.Enqueue(NumberOf(e.ApplicationMessage));
            return Task.CompletedTask;
        };
        await device.ConnectAsync(new MqttClientOptionsBuilder().WithBroker("127.0.0.1", broker.Port).WithProtocolVersion(MqttProtocolVersion.V500).Build(), TestContext.Current.CancellationToken);
        await device.SubscribeAsync("segedge/v1/site-1/rover.2/cmd/#", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);

        var signer = _key.Signer(_folder.Path);
        using var counters = new HubCounters(() => new(true, null, false), () => 0);
        var courier = new Courier(signer, new(), counters, NullLogger.Instance);
        await using var link = await HubLink.ConnectAsync(
            HubUnderTest.Quick, new() { Host = "127.0.0.1", Port = broker.Port }, null, _ => Task.CompletedTask, TimeProvider.System, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                Assert.True(await courier.SendAsync(link, "site-1", "rover.2", CommandName.Receipt, new ArchiveReceipt { Epoch = "epoch" }, TelemetryJson.Default.ArchiveReceipt, CancellationToken.None));
        })));
        await Eventually.TrueAsync(() => numbers.Count == Senders * Each, $"{Senders * Each} commands arrive");
        Assert.Equal(numbers.Order(), numbers);
    }

    private static long NumberOf(MqttApplicationMessage command)
    {
        var claims = Encoding.UTF8.GetString(command.Payload.ToArray()).Split('.')[1];
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
        return json.RootElement.GetProperty("ctr").GetInt64();
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using MQTTnet.Protocol;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Mqtt;

/// <summary>What arrives at a consumer behind a real Mosquitto.</summary>
public sealed class PublisherDeliveryTests
{
    [Fact]
    public async Task WhenConnected_OnlineAndBirthAreRetained_AndSchemaValid()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var device = new DeviceUnderTest(broker.Port);
        await using var early = await Listener.StartAsync(broker.Port);
        await early.HearsAsync(TopicKind.State); // the device has said everything by then
        await using var late = await Listener.StartAsync(broker.Port);
        await late.HearsAsync(TopicKind.Birth);
        await late.HearsAsync(ConnectionState.Online);

        var connection = Assert.Single(late.Of(TopicKind.Connection));
        var birth = Assert.Single(late.Of(TopicKind.Birth));
        Assert.True(connection.Retain && birth.Retain);
        Assert.Equal(device.Identity.BootId, late.Connections[0].BootId);
        var limits = Listener.Read(birth, TelemetryJson.Default.BirthMessage).Limits;
        Assert.Equal((65536, 20), (limits.MaxPacket, limits.Window)); // Mosquitto's default receive maximum is 20
        AssertSchema("connection", connection.Payload);
        AssertSchema("birth", birth.Payload);
        AssertSchema("state", early.Of(TopicKind.State)[0].Payload);
    }

    [Fact]
    public async Task WhenAnEventIsAppended_ItAndItsBlobsArrive_WithTheirProperties()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var device = new DeviceUnderTest(broker.Port);
        var mask = Some.Blob(5000, 1);
        await device.AppendAsync(Severity.Alert, mask, Some.Blob(700, 2, BlobKind.Thumb));
        await listener.HearsAsync(TopicKind.Blob, 2);

        var card = Assert.Single(listener.Of(TopicKind.Event));
        Assert.Equal(("application/json", MqttPayloadFormatIndicator.CharacterData), (card.ContentType, card.PayloadFormatIndicator));
        Assert.Equal(MqttQualityOfServiceLevel.AtLeastOnce, card.QualityOfServiceLevel);
        Assert.InRange(card.MessageExpiryInterval, 604_700u, 604_800u);
        Assert.Equal(("1.0", device.Identity.BootId, device.Outbox.Epoch, "1"), (WireProperty.Read(card, "sv"),
            WireProperty.Read(card, "boot")!, WireProperty.Read(card, "epoch")!, WireProperty.Read(card, "seq")));
        AssertSchema("event", card.Payload);
        var blob = listener.Of(TopicKind.Blob).Single(message => message.Topic.EndsWith("/mask", StringComparison.Ordinal));
        Assert.Equal(("image/png", mask.Sha256), (blob.ContentType, WireProperty.Read(blob, "sha256")));
        Assert.Equal(listener.Events[0].EventId, WireProperty.Read(blob, "event"));
        Assert.Equal(mask.Sha256, Convert.ToHexStringLower(SHA256.HashData(blob.Payload.ToArray())));
        Assert.Contains(listener.Events[0].Blobs, named => named.Sha256 == mask.Sha256 && named.State == BlobState.Stored);
    }

    [Fact]
    public async Task WhenABlobExceedsAPacket_ItArrivesInParts_AndIsPutTogether()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var device = new DeviceUnderTest(broker.Port);
        var frame = Some.Blob(300_000, 1, BlobKind.Frame);
        await device.AppendAsync(Severity.Alert, frame);
        await listener.HearsAsync(TopicKind.Blob, 5);

        var parts = listener.Of(TopicKind.Blob);
        Assert.All(parts, part => Assert.True(PacketSize.Of(part) <= 65536));
        var assembler = new BlobAssembler(TimeProvider.System);
        var whole = parts.Select(part => assembler.Add(WireProperty.ReadBlobPart(part))).Single(body => body is not null);
        Assert.Equal(frame.Body.ToArray(), whole!.Value.ToArray());
    }

    [Fact]
    public async Task WhenTheBrokerTakesOnlySmallPackets_TheLimitHolds_AndBlobsAreSplitToFit()
    {
        await using var broker = await MosquittoProcess.StartAsync("max_packet_size 8000");
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var device = new DeviceUnderTest(broker.Port);
        await device.AppendAsync(Severity.Alert, Some.Blob(30_000));
        await device.EmptiesAsync();
        await listener.HearsAsync(TopicKind.Blob, 4);
        Assert.Equal(0, device.Publisher.Status.Reconnects);
        Assert.Equal(0, device.Outbox.Snapshot().Quarantined);
    }

    [Fact]
    public async Task WhenNoPacketHoldsAnEvent_ItIsQuarantined_AndTheNextArrives()
    {
        await using var broker = await MosquittoProcess.StartAsync("max_packet_size 4096");
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var device = new DeviceUnderTest(broker.Port);
        var fat = Some.Event() with { Privacy = new() { Policy = new string('x', 5000), Classes = [], DilatePx = 0 } };
        await device.Outbox.AppendAsync(new(fat, []), TestContext.Current.CancellationToken);
        await device.AppendAsync();
        await listener.HearsAsync(TopicKind.Event);
        await device.EmptiesAsync();
        Assert.Equal([2L], listener.Events.Select(e => e.Seq));
        Assert.Equal((1L, 0L), (device.Outbox.Snapshot().Quarantined, device.Publisher.Status.Reconnects));
    }

    [Fact]
    public async Task WhenTheBrokerRefusesForGood_TheRecordIsQuarantined_AndTheNextArrives()
    {
        // message_size_limit is not told to clients: Mosquitto answers 0x95 and stays connected.
        await using var broker = await MosquittoProcess.StartAsync("message_size_limit 3000");
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var device = new DeviceUnderTest(broker.Port);
        await device.AppendAsync(Severity.Alert, Some.Blob(9000));
        await device.AppendAsync();
        await device.EmptiesAsync();
        await listener.HearsAsync(TopicKind.Event, 2);
        Assert.Equal((1L, 0L), (device.Outbox.Snapshot().Quarantined, device.Publisher.Status.Reconnects));
    }

    [Fact]
    public async Task WhenNobodySubscribes_TheBrokersWordSuffices_UnlessASubscriberIsRequired()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var trusting = new DeviceUnderTest(broker.Port, new() { ClientId = "trusting" });
        await using var strict = new DeviceUnderTest(broker.Port, new() { ClientId = "strict", RequireSubscriber = true });
        await trusting.AppendAsync();
        await strict.AppendAsync();
        await trusting.EmptiesAsync();
        Assert.Equal(1, strict.Outbox.Snapshot().Rows);

        await using var listener = await Listener.StartAsync(broker.Port, "segedge/v1/+/+/event/#");
        await strict.EmptiesAsync();
        await listener.HearsAsync(TopicKind.Event);
        Assert.Equal(strict.Outbox.Epoch, listener.Events[0].Epoch);
    }

    [Fact]
    public async Task WhenManyWait_AlertsArriveFirst_InOrder_AndMarkedAsLate()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        var outbox = new MemoryOutbox(1 << 20, TimeProvider.System);
        for (var i = 0; i < 60; i++)
            await outbox.AppendAsync(Some.Entry(i % 2 == 0 ? Severity.Review : Severity.Alert), TestContext.Current.CancellationToken);
        await using var device = new DeviceUnderTest(broker.Port, outbox: outbox);
        await listener.HearsAsync(TopicKind.Event, 60);
        var (alerts, reviews) = (Enumerable.Range(1, 30).Select(i => 2L * i), Enumerable.Range(0, 30).Select(i => (2L * i) + 1));
        Assert.Equal(alerts.Concat(reviews), listener.Events.Select(e => e.Seq));
        Assert.All(listener.Of(TopicKind.Event), message => Assert.Equal("1", WireProperty.Read(message, "hist")));
    }

    private static void AssertSchema(string name, ReadOnlySequence<byte> payload)
    {
        var json = Encoding.UTF8.GetString(payload.ToArray());
        Assert.Empty(JsonSchemaCheck.Validate(Repository.Path($"docs/contract/{name}.schema.json"), json));
    }
}

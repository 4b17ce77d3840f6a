using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Mqtt;

/// <summary>Where the archive confirms: a broker's word is not enough; behind a real Mosquitto.</summary>
public sealed class PublisherArchiveTests
{
    [Fact]
    public async Task WhenTheArchiveConfirms_BirthSaysSo_AndEveryNewLinkBringsARecordAgain_UntilAReceiptNamesIt()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var wire = new TcpProxy(broker.Port);
        var outbox = new MemoryOutbox(16 << 20, TimeProvider.System, rules: new(ConfirmBy.Archive));
        await using var device = new DeviceUnderTest(wire.Port, outbox: outbox);
        await listener.HearsAsync(TopicKind.Birth);
        Assert.Equal(ConfirmBy.Archive, Listener.Read(listener.Of(TopicKind.Birth)[0], TelemetryJson.Default.BirthMessage).Confirm);
        var blob = Some.Blob(500);
        await device.AppendAsync(Severity.Alert, blob);
        await listener.HearsAsync(TopicKind.Blob);
        await IsSentAsync(outbox, 2);

        await outbox.AcknowledgeAsync(new() { Epoch = outbox.Epoch, Blobs = [blob.Sha256] }, TestContext.Current.CancellationToken);
        wire.Cut();
        await device.DisconnectsAsync();
        wire.Restore();
        await listener.HearsAsync(TopicKind.Event, 2);
        await IsSentAsync(outbox, 1);
        Assert.Equal(listener.Events[0].EventId, listener.Events[1].EventId);
        Assert.Single(listener.Of(TopicKind.Blob));

        await outbox.AcknowledgeAsync(new() { Epoch = outbox.Epoch, Events = [new(1, 1)] }, TestContext.Current.CancellationToken);
        Assert.Equal(0, outbox.Snapshot().Rows);
    }

    [Fact]
    public async Task WhenStopped_WhatWaitsForAReceiptDoesNotHoldItUp()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        var outbox = new MemoryOutbox(16 << 20, TimeProvider.System, rules: new(ConfirmBy.Archive));
        // Longer than the tests' patience: a drain that waited for the receipt would be noticed.
        await using var device = new DeviceUnderTest(broker.Port, new() { DrainOnStop = Eventually.Patience * 2 }, outbox: outbox);
        await device.AppendAsync();
        await listener.HearsAsync(TopicKind.Event);
        await device.StopAsync();
        await listener.HearsAsync(ConnectionState.Offline);
        Assert.Equal((1L, 0), (outbox.Snapshot().Rows, outbox.Snapshot().Inflight));
    }

    private static Task IsSentAsync(MemoryOutbox outbox, int rows) =>
        Eventually.TrueAsync(() => outbox.Snapshot().Sent == rows, $"{rows} records that the broker took");
}

using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Mqtt;

/// <summary>Links that break, brokers that die, and what the others are told; behind a real Mosquitto.</summary>
public sealed class PublisherLinkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhenTheBrokerRestarts_TheDeviceComesBack_AndNothingIsLost(bool killed)
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var device = new DeviceUnderTest(broker.Port);
        await using (var before = await Listener.StartAsync(broker.Port))
        {
            await device.AppendAsync();
            await before.HearsAsync(TopicKind.Event);
        }

        await (killed ? broker.KillAsync() : broker.StopAsync());
        await device.DisconnectsAsync();
        for (var i = 0; i < 20; i++) await device.AppendAsync(Severity.Review, Some.Blob(2000, i));
        await broker.StartAgainAsync();
        await using var after = await Listener.StartAsync(broker.Port);
        await device.ConnectsAsync();
        await device.EmptiesAsync();

        // What left before the listener had subscribed is the broker's: PUBACK sufficed. So only the books are checked for all of it.
        var books = device.Outbox.Snapshot();
        Assert.Equal((41L, 0L), (books.Confirmed, books.Quarantined + books.Evicted + books.Expired));
        await after.HearsAsync(ConnectionState.Online, session: 2);
        await device.AppendAsync();
        await Eventually.TrueAsync(() => after.Events.Any(e => e.Seq == 22), "the event after the restart");
        Assert.Equal(1, device.Publisher.Status.Reconnects);
    }

    [Fact]
    public async Task WhenTheLinkIsCutAgainAndAgain_EveryRecordArrivesAtLeastOnce()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var wire = new TcpProxy(broker.Port);
        await using var device = new DeviceUnderTest(wire.Port);
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 10; i++) await device.AppendAsync(Severity.Review, Some.Blob(3000, (round * 10) + i));
            await device.ConnectsAsync();
            wire.Cut();
            await device.DisconnectsAsync();
            wire.Restore();
        }

        await device.EmptiesAsync();
        Assert.Equal(0, device.Outbox.Snapshot().Quarantined);
        await Eventually.TrueAsync(() => listener.Events.DistinctBy(e => e.EventId).Count() == 40, "40 events");
        var blobs = listener.Events.SelectMany(e => e.Blobs).Select(b => b.Sha256).OfType<string>().ToHashSet();
        await Eventually.TrueAsync(
            () => blobs.IsSubsetOf(listener.Of(TopicKind.Blob).Select(m => WireProperty.Read(m, "sha256")!)),
            "every blob that an event names");
    }

    [Fact]
    public async Task WhenTheLinkDiesWithoutAFarewell_TheBrokerSaysBroken_WithTheSameBootAndSession()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var wire = new TcpProxy(broker.Port);
        await using var device = new DeviceUnderTest(wire.Port);
        await listener.HearsAsync(ConnectionState.Online);
        await device.ConnectsAsync();
        wire.Cut();
        await listener.HearsAsync(ConnectionState.Broken);

        var (online, broken) = (listener.Connections.First(), listener.Connections.First(c => c.State == ConnectionState.Broken));
        Assert.Equal((device.Identity.BootId, online.Session), (broken.BootId, broken.Session));
        wire.Restore();
        await listener.HearsAsync(ConnectionState.Online, session: broken.Session + 1);
    }

    [Fact]
    public async Task WhenTheLinkIsHalfOpen_ThePingNotices()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var wire = new TcpProxy(broker.Port);
        await using var device = new DeviceUnderTest(wire.Port, new() { KeepAlive = TimeSpan.FromSeconds(2) });
        await device.ConnectsAsync();
        wire.Silence();
        await device.DisconnectsAsync();
        Assert.Contains("no answer to a ping", device.Publisher.Status.LastError, StringComparison.Ordinal);
        wire.Restore();
        await device.ConnectsAsync();
    }

    [Fact]
    public async Task WhenAPublishIsNeverAnswered_TheLinkIsRebuilt_AndTheRecordSentAgain()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        await using var wire = new TcpProxy(broker.Port);
        await using var device = new DeviceUnderTest(wire.Port, new() { PublishTimeout = TimeSpan.FromSeconds(1) });
        await device.ConnectsAsync();
        await listener.HearsAsync(TopicKind.State);
        wire.Silence();
        await device.AppendAsync();
        await device.DisconnectsAsync();
        Assert.Contains("no answer to a", device.Publisher.Status.LastError, StringComparison.Ordinal);
        wire.Restore();
        await listener.HearsAsync(TopicKind.Event);
        await device.EmptiesAsync();
    }

    [Fact]
    public async Task WhenStopped_ItDrains_SaysOffline_AndNoWillFollows()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var listener = await Listener.StartAsync(broker.Port);
        var device = new DeviceUnderTest(broker.Port);
        await device.ConnectsAsync();
        for (var i = 0; i < 30; i++) await device.AppendAsync(Severity.Review, Some.Blob(500, i));
        await device.StopAsync();
        Assert.Equal(0, device.Outbox.Snapshot().Rows);
        Assert.False(device.Publisher.Status.Connected);

        await listener.HearsAsync(ConnectionState.Offline);
        await listener.HearsAsync(TopicKind.Blob, 30);
        // The broker answers in order: had there been a will, it would come before what a new client says.
        await listener.PublishRetainedAsync("segedge/v1/x/y/state", "{}");
        await Eventually.TrueAsync(() => listener.Heard.Any(m => m.Topic == "segedge/v1/x/y/state"), "the marker");
        Assert.DoesNotContain(listener.Connections, c => c.State == ConnectionState.Broken);
        await using var late = await Listener.StartAsync(broker.Port);
        await late.HearsAsync(ConnectionState.Offline);
    }

    [Fact]
    public async Task WhenStoppedWithABrokerThatTakesNothing_ItEndsWithinItsLimit_AndKeepsTheRecords()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var wire = new TcpProxy(broker.Port);
        await using var device = new DeviceUnderTest(
            wire.Port, new() { DrainOnStop = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(1) });
        await device.ConnectsAsync();
        wire.Silence();
        await device.AppendAsync();
        await device.StopAsync();
        Assert.Equal((1L, 0), (device.Outbox.Snapshot().Rows, device.Outbox.Snapshot().Inflight));
    }

    [Fact]
    public async Task WhenTheRetainedConnectionIsStale_TheDeviceCorrectsIt()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var device = new DeviceUnderTest(broker.Port);
        await using var listener = await Listener.StartAsync(broker.Port);
        await listener.HearsAsync(ConnectionState.Online);
        string[] wrong = ["""{"state":"broken","bootId":"old","session":1,"utc":"2020-01-01T00:00:00.000Z"}""", "nonsense", ""];
        foreach (var body in wrong)
        {
            await listener.PublishRetainedAsync(device.Identity.Topics.Connection, body);
            await Eventually.TrueAsync(() => RetainedStateAsync(broker.Port).Result == ConnectionState.Online, $"corrected '{body}'");
        }
    }

    [Fact]
    public async Task WhenTheBrokerIsUnreachable_ItSaysSoOnce_WithHostPortAndNextStep_AndKeepsTrying()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await broker.StopAsync();
        var log = new LogLines();
        await using var device = new DeviceUnderTest(broker.Port, log: log);
        await Eventually.TrueAsync(() => device.Publisher.Status.Session >= 3, "three attempts");
        Assert.False(device.Publisher.Status.Connected);
        var said = Assert.Single(log.At(LogLevel.Warning));
        Assert.Contains($"127.0.0.1:{broker.Port}: connection refused", said, StringComparison.Ordinal);
        Assert.Contains("Start it, or correct host and port", device.Publisher.Status.LastError, StringComparison.Ordinal);
        await broker.StartAgainAsync();
        await device.ConnectsAsync();
        Assert.Equal(0, device.Publisher.Status.Reconnects);
    }

    [Fact]
    public async Task WhenThePasswordIsWrong_TheErrorSaysWhatToDo_AndNeverShowsIt()
    {
        await using var broker = await MosquittoProcess.StartAsync("allow_anonymous false");
        var log = new LogLines();
        var options = new MqttOptions { User = "rover", Password = "open-sesame" };
        await using var device = new DeviceUnderTest(broker.Port, options, log);
        await Eventually.TrueAsync(() => device.Publisher.Status.LastError is not null, "an error");
        Assert.Contains("Correct user ('rover') and password", device.Publisher.Status.LastError, StringComparison.Ordinal);
        string[] shown = [device.Publisher.Status.ToString(), options.ToString(), .. log.At(LogLevel.Trace)];
        Assert.All(shown, text => Assert.DoesNotContain("open-sesame", text, StringComparison.Ordinal));
    }

    private static async Task<ConnectionState?> RetainedStateAsync(int port)
    {
        await using var late = await Listener.StartAsync(port, "segedge/v1/+/+/connection");
        await Eventually.TrueAsync(() => late.Heard.Count > 0, "a retained connection");
        var body = Encoding.UTF8.GetString(late.Heard[0].Payload.ToArray());
        return body.Contains("\"online\"", StringComparison.Ordinal) ? ConnectionState.Online : null;
    }
}

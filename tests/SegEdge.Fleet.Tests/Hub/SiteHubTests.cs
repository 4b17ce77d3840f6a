using System.Text.Json;
using SegEdge.Fleet.Store;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Hub;

/// <summary>A hub and a device behind a real Mosquitto.</summary>
public sealed class SiteHubTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HubKey _key = new();

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AnOutbox_EmptiesOnlyAfterReceipts_AndAllOfItIsKeptOnce()
    {
        await using var broker = await MosquittoProcess.StartAsync("max_inflight_messages 0");
        await using var wire = new TcpProxy(broker.Port);
        await using var store = Store();
        await using var device = new FieldDevice(wire.Port, _key.PublicFolder);
        await using (var silent = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, key: null))
        {
            await device.AppendAsync(8, blobBytes: 3000);
            await device.AppendAsync(2, blobBytes: 20_000); // in parts
            await silent.KeepsAsync(10);
            await Eventually.TrueAsync(() => Task.FromResult(silent.Hub.Counters.Blobs == 10), () => $"10 blobs are kept, {silent.Hub.Counters.Blobs} so far");
            await device.IsSentAsync(20);
        }

        await using var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        Assert.Equal(20, device.Outbox.Snapshot().Rows);
        // A new link brings all of it again.
        wire.Cut();
        wire.Restore();
        await device.EmptiesAsync(() => $"{hub.Hub.Counters.Receipts} receipts, {hub.Hub.Counters.Refused} refused");
        Assert.Equal(device.EventIds.Order(), (await hub.EventsAsync()).Select(one => one.Row.EventId).Order());
        foreach (var (sha256, body) in device.Blobs) Assert.Equal(body, (await store.BlobAsync(sha256, TestContext.Current.CancellationToken))!.Body.ToArray());
        Assert.Equal((0L, 0L), (hub.Hub.Counters.Events, hub.Hub.Counters.Blobs));
    }

    [Fact]
    public async Task ADeviceThatSendsMuch_IsToldInReceiptsThatItTakes()
    {
        await using var broker = await MosquittoProcess.StartAsync("max_inflight_messages 0");
        await using var store = Store();
        await using var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        await using var device = new FieldDevice(broker.Port, _key.PublicFolder);
        await device.AppendAsync(150, blobBytes: 500);
        await device.EmptiesAsync();
        Assert.Equal(device.EventIds.Order(), (await hub.EventsAsync()).Select(one => one.Row.EventId).Order());
        Assert.Equal((0L, 0L), (hub.Hub.Counters.Refused, hub.Hub.Counters.Unreadable));
        var reports = (IReadOnlyList<DeviceReport>)[];
        await Eventually.TrueAsync(async () => (reports = await store.ReportsAsync("site-1", "rover.2", TestContext.Current.CancellationToken)).Count == 3,
            () => $"birth, connection and state are kept ({string.Join(", ", reports.Select(one => one.Kind))}, {hub.Hub.Counters.Unreadable} unreadable)");
    }

    [Fact]
    public async Task WhatCameBeforeTheHub_IsAHole_AndIsAskedFor()
    {
        await using var broker = await MosquittoProcess.StartAsync("max_inflight_messages 0");
        await using var store = Store();
        await using var device = new FieldDevice(broker.Port, _key.PublicFolder);
        await device.AppendAsync(5);
        await device.IsSentAsync(5); // nobody heard them, and the device itself would wait for a minute

        await using var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        await device.AppendAsync(1);
        await device.EmptiesAsync();
        Assert.Equal(6, (await hub.EventsAsync()).Count);
        Assert.True(hub.Hub.Counters.Asks > 0);
        await Eventually.TrueAsync(async () => (await store.SequencesAsync(null, null, TestContext.Current.CancellationToken)) is [{ CompleteTo: 6, Highest: 6, Holes: [] }], "complete to number 6");
    }

    [Fact]
    public async Task AHole_IsAskedForOnlyOfADeviceThatIsThere_AndNotAgainAtOnce()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var store = Store();
        await using var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        await using var hand = await HandPublisher.StartAsync(broker.Port);
        foreach (var seq in new long[] { 1, 4 }) await hand.EventAsync(Some.Event() with { Seq = seq });
        await hub.KeepsAsync(2);
        await Eventually.TrueAsync(async () => (await store.HolesAsync(10, TestContext.Current.CancellationToken)).Count == 1, "a hole");
        Assert.Equal(0, hub.Hub.Counters.Asks); // not at the broker, so not asked
        await hand.SayAsync("segedge/v1/site-1/rover.2/connection", """{"state":"online","bootId":"b","session":1,"utc":"2026-05-04T10:00:00Z"}""");
        await Eventually.TrueAsync(() => hub.Hub.Counters.Asks == 1, "it was asked for once");
        var hole = Assert.Single(await store.HolesAsync(10, TestContext.Current.CancellationToken));
        Assert.Equal((2L, 3L, 1), (hole.From, hole.To, hole.Asks));
    }

    [Fact]
    public async Task TheHolesOfDevicesThatAreAway_KeepNobodyElsesFromBeingAskedFor()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var store = Store();
        // 16 devices with every second number: 2,048 holes, all of them older than the one that can be asked for.
        await AppendAsync(Enumerable.Range(0, 16).SelectMany(device => Enumerable.Range(0, 129).Select(i => Some.Event() with { Device = $"away.{device}", Seq = (2 * i) + 1 })));
        await AppendAsync([Some.Event() with { Seq = 1 }, Some.Event() with { Seq = 4 }]);
        Assert.Equal(2049, (await store.HolesAsync(10_000, TestContext.Current.CancellationToken)).Count);
        await using var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        await using var hand = await HandPublisher.StartAsync(broker.Port);
        await hand.SayAsync("segedge/v1/site-1/rover.2/connection", """{"state":"online","bootId":"b","session":1,"utc":"2026-05-04T10:00:00Z"}""");
        await Eventually.TrueAsync(() => hub.Hub.Counters.Asks == 1, "the one that is there was asked");
        Assert.Equal("rover.2", (await store.HolesAsync(1, TestContext.Current.CancellationToken))[0].Key.Device);

        async Task AppendAsync(IEnumerable<Telemetry.Contract.EventMessage> cards)
        {
            await store.AppendAsync(new() { Events = [.. cards.Select(card => new ArchivedEvent(FleetEvent.Of(card, DateTimeOffset.UtcNow), new byte[] { 1 }, []))] }, TestContext.Current.CancellationToken);
            await store.TidyAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task UnreadableMessages_AreCountedAndSetAside_AndTheOthersGoOn()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var store = Store();
        await using var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key, HubUnderTest.Quick with { QuarantineFiles = 7 });
        await using var hand = await HandPublisher.StartAsync(broker.Port);
        const string Prefix = "segedge/v1/site-1/rover.2/";
        var other = JsonSerializer.Serialize(Some.Event() with { Device = "another" }, Telemetry.Contract.TelemetryJson.Default.EventMessage);
        foreach (var bad in new[] { "", "{", "null", "[1]", """{"eventId":"\ud800"}""", new string('x', 70_000), other })
        {
            await hand.SayAsync(Prefix + "event/front", bad);
            await hand.SayAsync(Prefix + "event/front", bad); // once more: it takes no second file
        }

        var birth = File.ReadAllText(Repository.Path("docs/contract/samples/birth.json"));
        await hand.SayAsync(Prefix + "birth", birth.Replace("\"classes\": [", "\"classes\": [null, ", StringComparison.Ordinal));
        await hand.SayAsync(Prefix + "gap", """{"seq":0}""");
        await hand.SayAsync(Prefix + "audit", "no chain");
        await hand.SayAsync(Prefix + "blob/front/mask", [1, 2, 3]);
        await hand.SayAsync(Prefix + "blob/front/mask", [1, 2, 3], (WireProperty.Event, "e"), (WireProperty.Epoch, "x"), (WireProperty.Sha256, "../../../etc/passwd"));
        await hand.SayAsync(Prefix + "blob/front/mask", [1, 2, 3], (WireProperty.Event, "e"), (WireProperty.Epoch, "x"), (WireProperty.Sha256, new string('0', 64)));
        await hand.SayAsync(Prefix + "blob/front/mask", [1], (WireProperty.Event, "e"), (WireProperty.Epoch, "x"), (WireProperty.Sha256, new string('0', 64)), (WireProperty.Part, "1/999999999"));
        await hand.EventAsync(Some.Event());
        await hub.KeepsAsync(1);
        Assert.Equal(21, hub.Hub.Counters.Unreadable);
        Assert.Empty(await store.ReportsAsync(cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(7, Directory.GetFiles(_folder.File("quarantine")).Length);
    }

    [Fact]
    public async Task WhatTheStoreCannotHold_IsSetAside_AndKeepsNobodyElseOut()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var store = new StubbornStore(Store(), (batch, append) =>
            batch.Events.Any(one => one.Row.Rule == "poison") ? throw new ArgumentException("cannot be held") : append());
        await using var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        await using var hand = await HandPublisher.StartAsync(broker.Port);
        var good = Some.Event();
        await Task.WhenAll(Enumerable.Range(1, 30).Select(seq => hand.EventAsync(good with
        {
            EventId = Ulid.NewUlid().ToString(),
            Seq = seq,
            Flags = [good.Flags[0] with { Rule = seq % 10 == 0 ? "poison" : "low-margin" }],
        })));
        await hub.KeepsAsync(27);
        await Eventually.TrueAsync(() => hub.Hub.Counters.Unreadable == 3, "three are set aside");
    }

    [Fact]
    public async Task WhileTheStoreIsAway_NothingIsAcknowledged_AndThenAllIsKept()
    {
        var away = true;
        await using var broker = await MosquittoProcess.StartAsync();
        await using var store = new StubbornStore(Store(), (_, append) => Volatile.Read(ref away) ? throw new FleetStoreException("no room") : append());
        await using var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        await using var device = new FieldDevice(broker.Port, _key.PublicFolder);
        await device.AppendAsync(5, blobBytes: 100);
        await device.IsSentAsync(10);
        await Eventually.TrueAsync(() => hub.Hub.Status.StoreProblem, "the hub says that its store is away");
        Assert.Equal(0, hub.Hub.Counters.Receipts);
        Volatile.Write(ref away, false);
        await device.EmptiesAsync();
        Assert.Equal(5, (await hub.EventsAsync()).Count);
        Assert.False(hub.Hub.Status.StoreProblem);
    }

    [Fact]
    public async Task AHubThatEndsBetweenCommitAndAcknowledgement_LosesNothing_AndItsNextLifeKeepsNothingTwice()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        var real = Store(); // disposed by the stubborn one around it
        var died = new TaskCompletionSource<AppendOutcome>();
        // The commit is done, and nothing after it ever happens.
        await using var store = new StubbornStore(real, async (batch, append) =>
        {
            await append();
            return batch.Events.Count > 0 ? await died.Task : new([], 0, 0, 0, [], []);
        });
        var options = HubUnderTest.Quick with { Name = "one" };
        await using var hand = await HandPublisher.StartAsync(broker.Port);
        using var stop = new CancellationTokenSource();
        var first = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key, options);
        foreach (var seq in Enumerable.Range(1, 10)) await hand.EventAsync(Some.Event() with { Seq = seq });
        await Eventually.TrueAsync(async () => (await real.EventsAsync(EventFilter.All, null, 100, TestContext.Current.CancellationToken)).Events.Count > 0, "something is committed");

        // Another client of its name throws it out, as the next process would.
        await using var second = await HubUnderTest.StartAsync(broker.Port, real, _folder.File("second"), _key, options with { ReceiptEvery = TimeSpan.FromMilliseconds(50) });
        var ending = first.StopAsync();
        died.TrySetCanceled(TestContext.Current.CancellationToken);
        await second.KeepsAsync(10);
        await Eventually.TrueAsync(() => second.Hub.Counters.Again > 0, "what was committed came again");
        Assert.Equal(10, (await second.EventsAsync()).Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
    }

    [Fact]
    public async Task AStop_KeepsAndAcknowledgesWhatHasCome()
    {
        await using var broker = await MosquittoProcess.StartAsync();
        await using var store = Store();
        await using var hand = await HandPublisher.StartAsync(broker.Port);
        var hub = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        foreach (var seq in Enumerable.Range(1, 50)) await hand.EventAsync(Some.Event() with { Seq = seq });
        await hub.StopAsync();
        await using var next = await HubUnderTest.StartAsync(broker.Port, store, _folder.Path, _key);
        await next.KeepsAsync(50);
        Assert.Equal(50, (await next.EventsAsync()).Count);
    }

    private EmbeddedFleetStore Store() => new(_folder.File("store"), TimeProvider.System);
}

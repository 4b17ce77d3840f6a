using SegEdge.Fleet.Store;
using SegEdge.Fleet.Tests.Hub;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub;

/// <summary>kill -9 of a hub, wherever it happens to be: before a commit, between commit and acknowledgement, before a receipt.</summary>
public sealed class HubKillTests : IDisposable
{
    private static readonly string[] Lossless = ["max_inflight_messages 0", "max_queued_messages 0"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _keys;

    public HubKillTests() => _keys = Directory.CreateDirectory(_folder.File("keys")).FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WhenTheHubIsKilledAgainAndAgain_NothingIsLost_AndNothingIsKeptTwice()
    {
        await using var broker = await MosquittoProcess.StartAsync(Lossless);
        await using var wire = new TcpProxy(broker.Port);
        await (await HubProcess.StartAsync(broker.Port, _keys, _folder.File("hub"))).StopAsync(); // its key and its session are there from now on
        await using var device = new FieldDevice(wire.Port, _keys);
        using var ended = new CancellationTokenSource();
        var appending = AppendAsync(device, ended.Token);
        for (var life = 0; life < 6; life++)
        {
            await using var hub = await HubProcess.StartAsync(broker.Port, _keys, _folder.File("hub"));
            var wanted = 5 * (life + 1);
            await Eventually.TrueAsync(async () => await hub.MetricAsync("segedge_hub_records_total{") >= wanted, () => $"{wanted} new records:\n{hub.Process.Output}");
            hub.Process.Kill();
        }

        await ended.CancelAsync();
        await appending;
        await using var last = await HubProcess.StartAsync(broker.Port, _keys, _folder.File("hub"));
        wire.Cut(); // a device sends all that no receipt has named with each new link; else in a minute
        wire.Restore();
        await device.EmptiesAsync();
        Assert.Contains("receipts", await last.StopAsync(), StringComparison.Ordinal);
        await using var store = new EmbeddedFleetStore(_folder.File("hub"), TimeProvider.System);
        await IsAllThereAsync(device, store);
    }

    [Fact]
    public async Task OfTwoWorkersThatShareABroker_OneIsKilled_AndNothingIsLost()
    {
        await using var postgres = await PostgresProcess.StartAsync();
        await using var broker = await MosquittoProcess.StartAsync(Lossless);
        await using var wire = new TcpProxy(broker.Port);
        var database = await postgres.NewDatabaseAsync();
        string[] shared = ["Hub:Store=Postgres", $"Hub:Postgres={database}", "Hub:SharedGroup=archive"];
        await using var one = await HubProcess.StartAsync(broker.Port, _keys, _folder.File("one"), ["Hub:Name=one", .. shared]);
        await using var two = await HubProcess.StartAsync(broker.Port, _keys, _folder.File("two"), ["Hub:Name=two", .. shared]);
        await using var device = new FieldDevice(wire.Port, _keys);
        using var ended = new CancellationTokenSource();
        var appending = AppendAsync(device, ended.Token);
        await Eventually.TrueAsync(async () => await one.MetricAsync("segedge_hub_records_total{") > 30 && await two.MetricAsync("segedge_hub_records_total{") > 30, "both keep something");
        one.Process.Kill();
        var kept = await two.MetricAsync("segedge_hub_records_total{");
        await Eventually.TrueAsync(async () => await two.MetricAsync("segedge_hub_records_total{") > kept + 50, "the other goes on");
        await ended.CancelAsync();
        await appending;
        wire.Cut();
        wire.Restore();
        await device.EmptiesAsync();
        await using var store = await PostgresFleetStore.OpenAsync(database, TimeProvider.System, cancellation: Cancellation);
        await IsAllThereAsync(device, store);
        await two.StopAsync();
    }

    private static async Task AppendAsync(FieldDevice device, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            // One in ten travels in parts, which with two workers come to both of them.
            await device.AppendAsync(1, blobBytes: Random.Shared.Next(10) == 0 ? 30_000 : 2000);
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    private static async Task IsAllThereAsync(FieldDevice device, IFleetStore store)
    {
        var (events, next) = (new List<StoredEvent>(), (string?)null);
        do
        {
            var page = await store.EventsAsync(EventFilter.All, next, 1000, Cancellation);
            events.AddRange(page.Events);
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(device.EventIds.Order(), events.Select(one => one.Row.EventId).Order());
        foreach (var (sha256, body) in device.Blobs) Assert.Equal(body, (await store.BlobAsync(sha256, Cancellation))?.Body.ToArray());
        await store.TidyAsync(Cancellation);
        var status = Assert.Single(await store.SequencesAsync(null, null, Cancellation), one => one.Key.Stream == Telemetry.Contract.StreamKind.Event);
        Assert.Equal((device.EventIds.Count, 0L, 0), ((int)status.CompleteTo, status.Unanswered, status.Holes.Count));
    }
}

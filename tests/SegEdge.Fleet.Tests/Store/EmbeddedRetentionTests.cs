using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Parquet;
using SegEdge.Fleet.Store.Retention;
using SegEdge.Fleet.Store.Sql;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Store;

public sealed class EmbeddedRetentionTests : RetentionLaws, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PacksThatAreMostlyOver_GiveTheirRoomBack_AndWhatIsHeldIsMoved()
    {
        await using var again = await OpenAsync();
        await KeepAsync(again, days: 6);
        await new FleetHolds(again, Time).AddAsync("kim", "claim", "event-02", EventFilter.All, Cancellation);
        Time.SetUtcNow(Start.AddDays(100));
        await FillThePackAsync(again); // what is written to stays
        Assert.Single(Packs());
        await new FleetRetention(again, new() { EventDays = 10 }, Time).RunAsync(Cancellation);
        Assert.True(await HasBlobAsync(again, "frame 2") && await HasBlobAsync(again, "thumb 2"));
        Assert.True(new FileInfo(Assert.Single(Packs())).Length < 1 << 20);
    }

    [Fact]
    public async Task ADayOfParquetFiles_GoesAsAWhole_AndNotWhileSomethingOfItIsHeld()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, days: 4);
        Time.SetUtcNow(Start.AddDays(5));
        var export = new ParquetExport((EmbeddedFleetStore)store, Time);
        await export.RunAsync(Cancellation);
        Assert.Equal(4, Days().Length);
        var hold = await new FleetHolds(store, Time).AddAsync("kim", "claim", "event-02", EventFilter.All, Cancellation);
        Time.SetUtcNow(Start.AddDays(20));
        var retention = new FleetRetention(store, new() { EventDays = 10 }, Time);

        var records = await retention.RunAsync(Cancellation);
        Assert.Equal("day=2026-05-05", Path.GetFileName(Assert.Single(Days())));
        Assert.Equal(6, records.Single(record => record.What == "day").Records); // three days and their attachments
        Assert.Equal(1, FleetReader.Read(new FleetFolder(_folder.Path), new()).Counts.Total.Events);

        await new FleetHolds(store, Time).ReleaseAsync(hold.HoldId, "kim", "settled", Cancellation);
        await retention.RunAsync(Cancellation);
        Assert.Empty(Days());
    }

    [Fact]
    public async Task AHold_CanBeMadeBesideTheHub()
    {
        await using var store = await OpenAsync();
        await KeepAsync(store, days: 2);
        var beside = FleetHolds.Beside(_folder.Path, Time);
        await beside.AddAsync("kim", "claim", null, new() { Camera = "front", To = Start.AddDays(1) }, Cancellation);
        Time.SetUtcNow(Start.AddDays(100));
        await new FleetRetention(store, new() { EventDays = 10 }, Time).RunAsync(Cancellation);
        Assert.Equal(["event-01"], await EventsAsync(store));
        Assert.Single(await beside.AllAsync(Cancellation));
        await Assert.ThrowsAsync<FleetStoreException>(() => FleetHolds.Beside(_folder.File("elsewhere"), Time).AllAsync(Cancellation));
    }

    private static async Task FillThePackAsync(SqlFleetStore store)
    {
        var filler = new byte[1 << 20];
        for (var i = 0; i < 64; i++)
        {
            filler[0] = (byte)i;
            var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(filler));
            await store.AppendAsync(new() { Blobs = [new("site-1", "rover", "epoch", "image/jpeg", new("event", hash, 1, 1, 0, (byte[])filler.Clone()), Start)] }, Cancellation);
        }
    }

    private string[] Days() => Directory.GetDirectories(_folder.Path, "day=*", SearchOption.AllDirectories);

    private string[] Packs() => Directory.GetFiles(_folder.File("packs"), "*.pack");

    protected override Task<SqlFleetStore> OpenAsync() => Task.FromResult<SqlFleetStore>(new EmbeddedFleetStore(_folder.Path, Time));
}

using SegEdge.Fleet.Store;

namespace SegEdge.Fleet.Tests.Store;

public sealed class PostgresFleetStoreTests(PostgresServer server) : FleetStoreLaws, IClassFixture<PostgresServer>
{
    private string? _database;

    [Fact]
    public async Task WorkersThatStartAtOnce_MakeOneSchema()
    {
        _database = await server.NewDatabaseAsync();
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReopenAsync()));
        foreach (var store in stores) Assert.Single((await store.AppendAsync(new() { Blobs = [Blob("same")] }, TestContext.Current.CancellationToken)).KeptBlobs);
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task ADatabaseThatIsAway_IsNotNow_AndTheMessageHasNoPassword()
    {
        var away = await Assert.ThrowsAsync<FleetStoreException>(() =>
            PostgresFleetStore.OpenAsync("Host=127.0.0.1;Port=1;Username=u;Password=secret-word;Database=d", Time, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("'d' at 127.0.0.1:1", away.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", away.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AValueThatTheDatabaseCannotHold_IsNoMatterOfLater()
    {
        await using var store = await OpenAsync();
        var bad = Event(1, card => card with { Flags = [card.Flags[0] with { Rule = "zero \0" }] });
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => store.AppendAsync(new() { Events = [bad] }, TestContext.Current.CancellationToken));
        Assert.IsNotType<FleetStoreException>(refused);
    }

    protected override async Task<IFleetStore> OpenAsync()
    {
        _database = await server.NewDatabaseAsync();
        return await ReopenAsync();
    }

    protected override async Task<IFleetStore> ReopenAsync() =>
        await PostgresFleetStore.OpenAsync(_database!, Time, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
}

using Microsoft.Data.Sqlite;
using SegEdge.Fleet.Store;
using SegEdge.Testing;

namespace SegEdge.Fleet.Tests.Store;

public sealed class EmbeddedFleetStoreTests : FleetStoreLaws, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TwoHubsInOneFolder_AreRefused()
    {
        await using var first = await OpenAsync();
        Assert.Contains("another hub", (await Assert.ThrowsAsync<FleetStoreException>(OpenAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABlobWhoseFileIsGone_IsKeptAgain()
    {
        await using var store = await OpenAsync();
        var blob = Blob("heat");
        await store.AppendAsync(new() { Blobs = [blob] }, TestContext.Current.CancellationToken);
        var file = Assert.Single(Directory.GetFiles(_folder.File("blobs"), blob.Part.Sha256, SearchOption.AllDirectories));
        File.Delete(file);
        Assert.Null(await store.BlobAsync(blob.Part.Sha256, TestContext.Current.CancellationToken));
        await store.AppendAsync(new() { Blobs = [blob] }, TestContext.Current.CancellationToken);
        Assert.NotNull(await store.BlobAsync(blob.Part.Sha256, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WhatAKillLeftHalfWritten_IsSweptAway()
    {
        await (await OpenAsync()).DisposeAsync();
        var half = _folder.File("blobs/00/0000.tmp");
        await File.WriteAllTextAsync(half, "half", TestContext.Current.CancellationToken);
        await using var store = await ReopenAsync();
        Assert.False(File.Exists(half));
    }

    [Fact]
    public async Task AnArchiveFromBeforeItsFigures_IsCounted()
    {
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(new() { Events = [Event(1), Event(2)] }, TestContext.Current.CancellationToken);
            await store.AddVerdictAsync(new() { VerdictId = "v1", EventId = Event(2).Row.EventId, Utc = Start, User = "ann", Verdict = "confirm", Shown = [] }, TestContext.Current.CancellationToken);
            await store.TidyAsync(TestContext.Current.CancellationToken);
        }

        await using (var index = new SqliteConnection($"Data Source={_folder.File(EmbeddedFleetStore.IndexName)};Pooling=False"))
        {
            await index.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = index.CreateCommand();
            command.CommandText = "DROP INDEX event_heat; DROP TABLE figure; DROP TABLE uncounted_event; DROP TABLE uncounted_verdict; DROP TABLE counted_verdict; "
                + "DROP TABLE camera_newest; DROP TABLE counting; PRAGMA user_version = 3";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var again = await ReopenAsync();
        await again.TidyAsync(TestContext.Current.CancellationToken);
        var counted = Assert.Single(await Figures(again).CameraFiguresAsync(new(FigureStep.Day, DateTimeOffset.UnixEpoch, Start), TestContext.Current.CancellationToken));
        Assert.Equal((2, 1), (counted.Figures.Flags, counted.Figures.Confirmed));
    }

    protected override Task<IFleetStore> OpenAsync() => Task.FromResult<IFleetStore>(new EmbeddedFleetStore(_folder.Path, Time, TimeSpan.FromMinutes(1)));

    protected override Task<IFleetStore> ReopenAsync() => OpenAsync();
}

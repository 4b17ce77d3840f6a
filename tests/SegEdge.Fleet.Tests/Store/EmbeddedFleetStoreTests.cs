using Microsoft.Data.Sqlite;
using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Sql;
using SegEdge.Telemetry.Contract;
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
    public async Task ABlobWhosePackIsGone_IsKeptAgain()
    {
        var blob = Blob("heat");
        await using (var store = await OpenAsync()) await store.AppendAsync(new() { Blobs = [blob] }, TestContext.Current.CancellationToken);
        File.Delete(ThePack());
        await using var again = await ReopenAsync();
        Assert.Null(await again.BlobAsync(blob.Part.Sha256, TestContext.Current.CancellationToken));
        await again.AppendAsync(new() { Blobs = [blob, Blob("mask")] }, TestContext.Current.CancellationToken);
        Assert.Equal(blob.Part.Body, (await again.BlobAsync(blob.Part.Sha256, TestContext.Current.CancellationToken))!.Body);
        Assert.NotNull(await again.BlobAsync(Blob("mask").Part.Sha256, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TheMissingBlobsOfOneDevice_HideNobodyElses_HoweverManyTheyAre()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = await OpenAsync();
        var blob = Blob("never comes");
        await store.AppendAsync(new() { Events = [.. Enumerable.Range(1, 10_001).Select(seq => Of("a-device", seq)), Of("z-device", 1)] }, cancellation);
        Time.Advance(TimeSpan.FromMinutes(2));
        await store.TidyAsync(cancellation);
        var holes = (await store.HolesAsync(10_000, cancellation)).Where(hole => hole.Key.Stream == StreamKind.Blob).ToLookup(hole => hole.Key.Device);
        Assert.Equal((128, 1), (holes["a-device"].Count(), holes["z-device"].Count()));

        ArchivedEvent Of(string device, long seq) => Event(1, card => card with { EventId = $"{device}-{seq}", Device = device, Seq = seq }, blob);
    }

    [Fact]
    public async Task WhatWasRemovedForPrivacy_IsNotReadFromTheFolderEither_UntilItIsTakenBack()
    {
        var (gone, other, cancellation) = (Blob("a face"), Blob("another frame"), TestContext.Current.CancellationToken);
        await using var store = await OpenAsync();
        var card = Event(1, one => one with { Blobs = [new() { Kind = BlobKind.Thumb, Sha256 = gone.Part.Sha256, Bytes = 6, Type = gone.ContentType, State = BlobState.Stored }] }, gone);
        await store.AppendAsync(new() { Events = [card], Blobs = [gone, other] }, cancellation);
        var verdict = new FleetVerdict { VerdictId = "v1", EventId = card.Row.EventId, Utc = Start, User = "ann", Verdict = "remove", Shown = [] };
        await store.AddVerdictAsync(verdict, cancellation);
        var folder = new FleetFolder(_folder.Path);
        Assert.Equal((null, null), (folder.LengthOf(gone.Part.Sha256), folder.ReadBlob(gone.Part.Sha256)));
        Assert.Equal(other.Part.Body.ToArray(), folder.ReadBlob(other.Part.Sha256));
        await store.AddVerdictAsync(verdict with { VerdictId = "v2", TakesBack = "v1" }, cancellation);
        Assert.Equal(gone.Part.Body.ToArray(), folder.ReadBlob(gone.Part.Sha256));
    }

    [Fact]
    public async Task WhatAKillLeftBehindTheLastCommit_IsCutOff_AndWhatIsKeptThenIsWhole()
    {
        await using (var store = await OpenAsync()) await store.AppendAsync(new() { Blobs = [Blob("heat")] }, TestContext.Current.CancellationToken);
        var length = new FileInfo(ThePack()).Length;
        await File.AppendAllTextAsync(ThePack(), "half of one", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.File("packs/000000000007.pack"), "of a first commit", TestContext.Current.CancellationToken);
        await using var again = await ReopenAsync();
        Assert.Equal(length, new FileInfo(ThePack()).Length);
        await again.AppendAsync(new() { Blobs = [Blob("mask")] }, TestContext.Current.CancellationToken);
        foreach (var name in (string[])["heat", "mask"]) Assert.Equal(Blob(name).Part.Body, (await again.BlobAsync(Blob(name).Part.Sha256, TestContext.Current.CancellationToken))!.Body);
    }

    [Fact]
    public async Task AnArchiveFromBeforeItsFigures_IsCounted_AndItsAuditChainsAreChecked()
    {
        await using (var store = await OpenAsync())
        {
            await store.AppendAsync(new() { Events = [Event(1), Event(2)], Audits = [Audit(1, null), Audit(2, null)] }, TestContext.Current.CancellationToken);
            await store.AddVerdictAsync(new() { VerdictId = "v1", EventId = Event(2).Row.EventId, Utc = Start, User = "ann", Verdict = "confirm", Shown = [] }, TestContext.Current.CancellationToken);
            await store.TidyAsync(TestContext.Current.CancellationToken);
        }

        await using (var index = new SqliteConnection($"Data Source={_folder.File(EmbeddedFleetStore.IndexName)};Pooling=False"))
        {
            await index.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = index.CreateCommand();
            command.CommandText = "DROP INDEX event_heat; DROP TABLE figure; DROP TABLE uncounted_event; DROP TABLE uncounted_verdict; DROP TABLE counted_verdict; "
                + "DROP TABLE camera_newest; DROP TABLE counting; DROP TABLE export_record; DROP TABLE captured_hour; DROP TABLE unchecked_audit; DROP TABLE audit_break; DROP INDEX audit_hash; DROP INDEX audit_prev_hash; DROP INDEX audit_link; "
                + $"ALTER TABLE audit DROP COLUMN hash; ALTER TABLE audit DROP COLUMN prev_hash; ALTER TABLE audit DROP COLUMN link; PRAGMA user_version = {Migrations.Sqlite.Count - 4}";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var again = await ReopenAsync();
        await again.TidyAsync(TestContext.Current.CancellationToken);
        var counted = Assert.Single(await Figures(again).CameraFiguresAsync(new(FigureStep.Day, DateTimeOffset.UnixEpoch, Start), TestContext.Current.CancellationToken));
        Assert.Equal((2, 1), (counted.Figures.Flags, counted.Figures.Confirmed));
        Assert.Equal(new AuditChainStatus(2, 0, 1), await ChainAsync(again));
        Assert.Equal([(Epoch, 2L, AuditBreakKind.Restarted)], await BreaksAsync(again));
    }

    [Fact]
    public async Task AnotherProcess_ReadsBlobs_WhileTheStoreIsOpen()
    {
        await using var store = await OpenAsync();
        await store.AppendAsync(new() { Blobs = [Blob("heat")] }, TestContext.Current.CancellationToken);
        var folder = new Fleet.Analysis.FleetFolder(_folder.Path);
        Assert.Equal(Blob("heat").Part.Body.ToArray(), folder.ReadBlob(Blob("heat").Part.Sha256));
        Assert.Equal(Blob("heat").Part.Body.Length, folder.LengthOf(Blob("heat").Part.Sha256));
        Assert.Null(folder.ReadBlob(Blob("mask").Part.Sha256));
    }

    private string ThePack() => Assert.Single(Directory.GetFiles(_folder.File("packs")));

    protected override Task<IFleetStore> OpenAsync() => Task.FromResult<IFleetStore>(new EmbeddedFleetStore(_folder.Path, Time, TimeSpan.FromMinutes(1)));

    protected override Task<IFleetStore> ReopenAsync() => OpenAsync();
}

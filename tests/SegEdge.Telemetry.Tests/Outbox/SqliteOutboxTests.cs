using FsCheck.Xunit;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Outbox;

public sealed class SqliteOutboxTests : OutboxLaws, IAsyncDisposable
{
    private readonly DiskOutbox _disk;

    public SqliteOutboxTests()
    {
        _disk = new(Time, Cap);
        Outbox = _disk.Open();
    }

    protected override IOutbox Outbox { get; }

    [Property(MaxTest = 10)]
    public bool WhateverHappens_TheBooksBalance_AndTheCapHoldsForAllButGaps(byte[] acts, int seed)
    {
        var disk = new DiskOutbox(Time, Cap);
        try
        {
            // Two gaps can be open, one of blobs and one of events; each is below 10 kB.
            return BooksBalance(disk.Open(), Cap + 2 * 10_000, acts, seed);
        }
        finally
        {
            disk.DisposeAsync().AsTask().Wait();
        }
    }

    [Fact]
    public async Task WhenEvicted_TheLossIsNamed_ByNumberIdAndHash_InOneGapAsLongAsNobodyTookIt()
    {
        var (first, second) = (Some.Blob(40_000, 1), Some.Blob(40_000, 2));
        await AppendAsync(Some.Entry(Severity.Review, first));
        await AppendAsync(Some.Entry(Severity.Review, second));
        await AppendAsync(Some.Entry(Severity.Review, Some.Blob(40_000, 3)));
        var records = await DiskOutbox.DrainAsync(Outbox);
        var gap = Assert.Single(DiskOutbox.Gaps(records));
        Assert.Equal((StreamKind.Blob, GapReason.Evicted, 2L, 80_000L, 1L), (gap.Stream, gap.Reason, gap.Count, gap.Bytes, gap.Seq));
        Assert.Equal([new SeqRange(1, 2)], gap.Ranges);
        Assert.Equal([first.Sha256, second.Sha256], gap.Blobs);
        Assert.Equal(OutboxPriority.Ledger, records[0].Priority); // before everything else
        Assert.Equal(1, Outbox.Snapshot().LastGapSeq);
    }

    [Fact]
    public async Task WhenAGapWasTaken_TheNextLossBeginsAnother()
    {
        await AppendAsync(Some.Entry(Severity.Review, Some.Blob(40_000, 1)));
        await AppendAsync(Some.Entry(Severity.Review, Some.Blob(40_000, 2)));
        var taken = (await Outbox.TakeAsync(TestContext.Current.CancellationToken))!;
        await Outbox.RetryAsync(taken, TestContext.Current.CancellationToken);
        await AppendAsync(Some.Entry(Severity.Review, Some.Blob(40_000, 3)));
        var gaps = DiskOutbox.Gaps(await DiskOutbox.DrainAsync(Outbox));
        Assert.Equal([1, 2], gaps.Select(gap => gap.Seq));
        Assert.Equal([[new SeqRange(1, 1)], [new SeqRange(2, 2)]], gaps.Select(gap => gap.Ranges));
    }

    [Fact]
    public async Task WhenRefused_AGapCountsIt_WithoutANumber()
    {
        while (Outbox.Snapshot().Evicted == 0) await AppendAsync(Some.Entry(Severity.Alert));
        var entry = Some.Entry(Severity.Review);
        Assert.False((await AppendAsync(entry)).Accepted);
        var gap = DiskOutbox.Gaps(await DiskOutbox.DrainAsync(Outbox)).Single(gap => gap.Reason == GapReason.Refused);
        Assert.Equal((1L, entry.Draft.EventId), (gap.Count, Assert.Single(gap.EventIds)));
        Assert.Empty(gap.Ranges);
    }

    [Fact]
    public async Task WhenQuarantined_TheRecordIsNamedInAGap_AndNotSentAgain()
    {
        await AppendAsync(Some.Entry(Severity.Alert));
        await Outbox.QuarantineAsync((await TakeAsync())!, "too large", TestContext.Current.CancellationToken);
        var records = await DiskOutbox.DrainAsync(Outbox);
        var gap = DiskOutbox.Gaps([Assert.Single(records)])[0];
        Assert.Equal((GapReason.Quarantined, "too large"), (gap.Reason, gap.Detail));
        Assert.Equal([new SeqRange(1, 1)], gap.Ranges);
    }

    [Fact]
    public async Task WhenTheBrokerRefusesAGap_ItStays_AndIsTriedAgainLater()
    {
        await AppendAsync(Some.Entry(Severity.Alert));
        await Outbox.QuarantineAsync((await TakeAsync())!, "too large", TestContext.Current.CancellationToken);
        var gap = (await Outbox.TakeAsync(TestContext.Current.CancellationToken))!;
        await Outbox.QuarantineAsync(gap, "not authorized", TestContext.Current.CancellationToken);
        Assert.Null(await Outbox.TakeAsync(TestContext.Current.CancellationToken));
        Assert.Equal((1L, 1L), (Outbox.Snapshot().Rows, Outbox.Snapshot().Parked));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(gap.Order, (await Outbox.TakeAsync(TestContext.Current.CancellationToken))!.Order);
    }

    [Fact]
    public async Task WhenEightAppendAtOnce_EveryNumberIsGivenOnce_AndNoneIsMissing()
    {
        await using var disk = new DiskOutbox(cap: 64 << 20);
        var outbox = disk.Open();
        var seqs = await Task.WhenAll(Enumerable.Range(0, 8).Select(async producer =>
        {
            await Task.Yield();
            var own = new List<long>();
            for (var i = 0; i < 50; i++) own.Add((await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(100, producer * 100 + i)))).Seq!.Value);
            Assert.Equal(own.Order(), own);
            return own;
        }));
        Assert.Equal(Enumerable.Range(1, 400).Select(i => (long)i), seqs.SelectMany(own => own).Order());
        var records = await DiskOutbox.DrainAsync(outbox);
        Assert.Equal(800, records.Count);
        Assert.Equal(400, records.Where(record => record.Priority == OutboxPriority.Alert).DistinctBy(record => record.Seq).Count());
    }

    [Fact]
    public async Task WhenClosed_AskingIsAnErrorThatNamesTheFolder()
    {
        await ((SqliteOutbox)Outbox).DisposeAsync();
        var error = await Assert.ThrowsAsync<ObjectDisposedException>(() => AppendAsync(Some.Entry()));
        Assert.Contains(_disk.Folder, error.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _disk.DisposeAsync();
}

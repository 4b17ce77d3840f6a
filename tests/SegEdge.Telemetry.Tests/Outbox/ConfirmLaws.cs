using Microsoft.Extensions.Time.Testing;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Outbox;

/// <summary>What every outbox promises where the archive confirms, and where a full one turns away.</summary>
public abstract class ConfirmLaws
{
    protected const int Cap = 64 * 1024;

    protected static OutboxRules Archive { get; } = new(ConfirmBy.Archive);

    protected FakeTimeProvider Time { get; } = new();

    protected abstract IOutbox Open(OutboxRules rules, long cap = Cap);

    /// <summary>Appends, takes, sends, confirms, and receipts as told: every record is in one place, and the bytes stay below the bound.</summary>
    protected static bool BooksBalance(IOutbox outbox, FakeTimeProvider time, long mostBytes, byte[] acts, int seed)
    {
        var random = new Random(seed);
        var flying = new Queue<OutboxRecord>();
        var sent = new List<OutboxRecord>();
        foreach (var act in acts)
        {
            var severity = act % 2 == 0 ? Severity.Alert : Severity.Review;
            if (act % 7 < 2) _ = outbox.AppendAsync(Some.Entry(severity, Some.Blob(random.Next(30_000), act))).AsTask().Result;
            else if (act % 7 < 4 && outbox.TakeAsync().AsTask().Result is { } record) flying.Enqueue(record);
            else if (act % 7 == 4 && flying.TryDequeue(out var done))
            {
                outbox.SentAsync(done).AsTask().Wait();
                sent.Add(done);
            }
            else if (act % 7 == 5 && sent.Count > 0) outbox.AcknowledgeAsync(Receipt(sent[random.Next(sent.Count)])).AsTask().Wait();
            else if (act % 7 == 6 && act % 3 == 0) outbox.ReturnSentAsync().AsTask().Wait();
            else if (act % 7 == 6) time.Advance(TimeSpan.FromSeconds(random.Next(200)));
            var now = outbox.Snapshot();
            if (now.Appended != now.Confirmed + now.Evicted + now.Expired + now.Quarantined + now.Damaged + now.Rows) return false;
            if (now.Bytes > mostBytes || now.Inflight != flying.Count || now.Parked < now.Sent || now.Sent > now.Rows - now.Inflight) return false;
        }

        return true;
    }

    [Fact]
    public async Task WhenSent_ARecordStays_UntilAReceiptNamesIt()
    {
        var outbox = Open(Archive);
        var (first, second) = (Some.Blob(1000, 1), Some.Blob(1000, 2));
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, first));
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, second));
        Assert.Equal(4, (await SendAllAsync(outbox)).Count);
        Assert.Equal((4L, 4L, 4L, 0), (outbox.Snapshot().Rows, outbox.Snapshot().Sent, outbox.Snapshot().Parked, outbox.Snapshot().Inflight));

        Assert.Equal(1, await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Events = [new(1, 1)] }));
        Assert.Equal(1, await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Blobs = [second.Sha256] }));
        Assert.Equal(0, await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Events = [new(1, 1)], Blobs = [second.Sha256] })); // once more
        await outbox.ReturnSentAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(OutboxPriority.Alert, 2L), (OutboxPriority.Blob, 1L)], (await SendAllAsync(outbox)).Select(record => (record.Priority, record.Seq)));
        Assert.Equal(2, await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Events = [new(1, 2)], Blobs = [first.Sha256, second.Sha256] }));
        Assert.Equal((0L, 0L, 4L), (outbox.Snapshot().Rows, outbox.Snapshot().Bytes, outbox.Snapshot().Confirmed));
    }

    [Fact]
    public async Task WhenNoReceiptComes_ItGoesOutAgainAfterAMinute_ThenTwo_AndSoOnUpToAnHour()
    {
        var outbox = Open(Archive);
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        foreach (var minutes in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            Assert.Single(await SendAllAsync(outbox));
            Time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.Null(await outbox.TakeAsync(TestContext.Current.CancellationToken));
            Time.Advance(TimeSpan.FromSeconds(30)); // the durable one looks every half minute
        }

        Assert.Single(await SendAllAsync(outbox));
    }

    [Fact]
    public async Task WhenItsTimeIsUp_AWaiterWakes()
    {
        var outbox = Open(Archive);
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        await SendAllAsync(outbox);
        var waiting = outbox.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(61));
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.NotNull(await outbox.TakeAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WhenTheLinkIsNew_AllWithoutAReceiptGoOutAgain_InTheirOldOrder()
    {
        var outbox = Open(Archive);
        for (var i = 0; i < 3; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(i == 1 ? Severity.Alert : Severity.Review));
        var first = await SendAllAsync(outbox);
        Assert.Null(await outbox.TakeAsync(TestContext.Current.CancellationToken));
        await outbox.ReturnSentAsync(TestContext.Current.CancellationToken);
        Assert.Equal(first.Select(record => record.Order), (await SendAllAsync(outbox)).Select(record => record.Order));
        Assert.Equal([2, 1, 3], first.Select(record => record.Seq));
    }

    [Fact]
    public async Task WhenAReceiptComesLate_WhatWaitsToBeSentAgainIsForgotten()
    {
        var outbox = Open(Archive);
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        await SendAllAsync(outbox);
        await outbox.ReturnSentAsync(TestContext.Current.CancellationToken);
        var taken = (await outbox.TakeAsync(TestContext.Current.CancellationToken))!;
        await outbox.RetryAsync(taken, TestContext.Current.CancellationToken);
        Assert.Equal(1, await AcknowledgeAsync(outbox, Receipt(taken)));
        Assert.Equal(0, outbox.Snapshot().Rows);
    }

    [Fact]
    public async Task WhenAReceiptComesBeforeTheBrokersAnswer_TheAnswerForgetsTheRecord()
    {
        var outbox = Open(Archive);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(100, 1)));
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        var (card, other) = ((await outbox.TakeAsync(TestContext.Current.CancellationToken))!, (await outbox.TakeAsync(TestContext.Current.CancellationToken))!);
        await AcknowledgeAsync(outbox, Receipt(card));
        Assert.Equal((3L, 2), (outbox.Snapshot().Rows, outbox.Snapshot().Inflight)); // the publisher holds it still
        await outbox.SentAsync(card, TestContext.Current.CancellationToken);
        await outbox.SentAsync(other, TestContext.Current.CancellationToken);
        Assert.Equal((2L, 1L, 1L), (outbox.Snapshot().Rows, outbox.Snapshot().Sent, outbox.Snapshot().Confirmed));

        // The link was lost before the answer: it goes out once more, and its answer suffices.
        var blob = (await outbox.TakeAsync(TestContext.Current.CancellationToken))!;
        await AcknowledgeAsync(outbox, Receipt(blob));
        await outbox.RetryAsync(blob, TestContext.Current.CancellationToken);
        Assert.Equal(2, outbox.Snapshot().Rows);
        await outbox.SentAsync((await outbox.TakeAsync(TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
        Assert.Equal((1L, 2L), (outbox.Snapshot().Rows, outbox.Snapshot().Confirmed));
    }

    [Fact]
    public async Task WhenAReceiptNamesAnotherEpoch_AnOpenEnd_OrWhatWasNeverSent_NothingIsForgotten()
    {
        var outbox = Open(Archive);
        var blob = Some.Blob(1000);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, blob));
        var sent = await SendAllAsync(outbox);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert));
        Assert.Equal(0, await AcknowledgeAsync(outbox, Receipt([.. sent]) with { Epoch = DeviceIdentity.NewBootId() }));
        Assert.Equal(0, await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Events = [new(1, null)] }));
        Assert.Equal(0, await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Events = [new(2, 9)], Gaps = [new(1, 9)], Audits = [new(1, 9)] }));
        Assert.Equal(3, outbox.Snapshot().Rows);
    }

    [Fact]
    public async Task WhenTooManyWaitForReceipts_SendingThemWaits_OthersGoOn_AndAReceiptLetsItGoOn()
    {
        var outbox = Open(Archive, 64 << 20);
        await Task.WhenAll(Enumerable.Range(0, SentRecords.MostOut + 2).Select(_ => DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review))));
        Assert.Equal(SentRecords.MostOut, (await SendAllAsync(outbox)).Count);
        var waiting = outbox.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted); // else a reader would go round and round
        Assert.Equal(outbox.Snapshot().Rows, outbox.Snapshot().Parked);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert));
        Assert.Equal(OutboxPriority.Alert, Assert.Single(await SendAllAsync(outbox)).Priority);
        await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Events = [new(1, 10)] });
        Assert.Equal([SentRecords.MostOut + 1, SentRecords.MostOut + 2], (await SendAllAsync(outbox)).Select(record => record.Seq));
    }

    [Fact]
    public async Task WhenFull_WhatWasSentGoesLikeTheRest()
    {
        var outbox = Open(Archive);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review, Some.Blob(40_000, 1)));
        await SendAllAsync(outbox);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review, Some.Blob(40_000, 2)));
        Assert.Equal((1L, 1L), (outbox.Snapshot().Evicted, outbox.Snapshot().Sent));
    }

    [Fact]
    public async Task WhenSentAndNeverReceipted_RecordsStillExpire()
    {
        var outbox = Open(Archive);
        await DiskOutbox.AppendAsync(outbox, Some.Entry());
        await SendAllAsync(outbox);
        Time.Advance(TimeSpan.FromDays(7.01));
        var left = await SendAllAsync(outbox);
        Assert.DoesNotContain(left, record => record.Priority != OutboxPriority.Ledger);
        Assert.Equal((1L, (long)left.Count), (outbox.Snapshot().Expired, outbox.Snapshot().Rows));
    }

    [Fact]
    public async Task WhenAskedToSendAgain_WhatWasSentComesAtOnce_AndWhatIsNotHeldIsNamed()
    {
        var outbox = Open(Archive);
        for (var i = 1; i <= 5; i++) await DiskOutbox.AppendAsync(outbox, Some.Entry(i % 2 == 0 ? Severity.Alert : Severity.Review, Some.Blob(100, i), Some.Blob(100, 100 + i)));
        await SendAllAsync(outbox);
        await AcknowledgeAsync(outbox, new() { Epoch = outbox.Epoch, Events = [new(2, 3)], Blobs = [Some.Blob(100, 4).Sha256, Some.Blob(100, 104).Sha256] });
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review)); // 6: never sent, but held

        var outcome = (await outbox.ResendAsync(new() { Epoch = outbox.Epoch, Events = [new(1, 4), new(6, 9)], Blobs = [new(3, 5)], Gaps = [new(1, 1)] },
            TestContext.Current.CancellationToken))!;
        Assert.Equal(2 + 4, outcome.Again);
        Assert.Equal([new SeqRange(2, 3), new SeqRange(7, 9)], outcome.Gone[StreamKind.Event]);
        Assert.Equal([new SeqRange(4, 4)], outcome.Gone[StreamKind.Blob]);
        Assert.Equal([new SeqRange(1, 1)], outcome.Gone[StreamKind.Gap]);
        Assert.Equal([4, 1, 6, 3, 3, 5, 5], (await SendAllAsync(outbox)).Select(record => record.Seq));

        var foreign = (await outbox.ResendAsync(new() { Epoch = "01K000000000000000000000AA", Events = [new(1, 5)] }, TestContext.Current.CancellationToken))!;
        Assert.Equal((0, new SeqRange(1, 5)), (foreign.Again, Assert.Single(foreign.Gone[StreamKind.Event])));
    }

    [Fact]
    public async Task WhenErased_EveryRecordOfTheEventGoes_WaitingOrSent_AndNoOther()
    {
        var outbox = Open(Archive);
        var entry = Some.Entry(Severity.Alert, Some.Blob(100, 1), Some.Blob(100, 2));
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert));
        await DiskOutbox.AppendAsync(outbox, entry);
        await outbox.SentAsync((await outbox.TakeAsync(TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
        await outbox.SentAsync((await outbox.TakeAsync(TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
        var onItsWay = (await outbox.TakeAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal(new EraseOutcome(2, 1), await outbox.EraseAsync(entry.Draft.EventId, TestContext.Current.CancellationToken));
        await outbox.RetryAsync(onItsWay, TestContext.Current.CancellationToken);
        Assert.Equal(new EraseOutcome(1, 0), await outbox.EraseAsync(entry.Draft.EventId, TestContext.Current.CancellationToken));
        Assert.Equal(new EraseOutcome(0, 0), await outbox.EraseAsync(entry.Draft.EventId, TestContext.Current.CancellationToken));
        Assert.Equal(3, outbox.Snapshot().Erased);
        await outbox.ReturnSentAsync(TestContext.Current.CancellationToken);
        Assert.Equal([1], (await SendAllAsync(outbox)).Where(record => record.Priority != OutboxPriority.Ledger).Select(record => record.Seq));
    }

    [Theory]
    [InlineData(OutboxPriority.Review, 3)]
    [InlineData(OutboxPriority.Alert, 1)]
    public async Task WhenPaused_WhatIsLessUrgentStays_AndLeavesAfterwards(OutboxPriority after, int leave)
    {
        var outbox = Open(OutboxRules.Default);
        await outbox.PauseAsync(after, TestContext.Current.CancellationToken);
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review));
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert, Some.Blob(100, 1)));
        await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review, Some.Blob(100, 2)));
        Assert.Equal(leave, (await DiskOutbox.DrainAsync(outbox)).Count);
        Assert.Equal(outbox.Snapshot().Rows, outbox.Snapshot().Parked);
        var waiting = outbox.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        await outbox.PauseAsync(null, TestContext.Current.CancellationToken);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(5 - leave, (await DiskOutbox.DrainAsync(outbox)).Count);
    }

    [Fact]
    public async Task WhenTheRuleIsToReject_AFullOutboxTurnsNewEventsAway_AndKeepsWhatItHas()
    {
        var outbox = Open(new(ConfirmBy.Broker, OutboxPolicy.Reject));
        Assert.Equal(0, (await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review, Some.Blob(40_000, 1)))).BlobsDropped);
        Assert.Equal(1, (await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Review, Some.Blob(40_000, 2)))).BlobsDropped);
        AppendReceipt last;
        do last = await DiskOutbox.AppendAsync(outbox, Some.Entry(Severity.Alert)); while (last.Accepted);
        Assert.Contains("raise the outbox cap", last.Refusal, StringComparison.Ordinal);
        Assert.Equal((0L, 1L), (outbox.Snapshot().Evicted, outbox.Snapshot().Refused));
    }

    protected static async Task<List<OutboxRecord>> SendAllAsync(IOutbox outbox)
    {
        var all = new List<OutboxRecord>();
        while (await outbox.TakeAsync(TestContext.Current.CancellationToken) is { } record)
        {
            all.Add(record);
            await outbox.SentAsync(record, TestContext.Current.CancellationToken);
        }

        return all;
    }

    protected static Task<int> AcknowledgeAsync(IOutbox outbox, ArchiveReceipt receipt) =>
        outbox.AcknowledgeAsync(receipt, TestContext.Current.CancellationToken).AsTask();

    protected static ArchiveReceipt Receipt(params OutboxRecord[] records) => new()
    {
        Epoch = records[0].Epoch,
        Events = [.. records.Where(record => record.Stream == StreamKind.Event).Select(record => new SeqRange(record.Seq, record.Seq))],
        Gaps = [.. records.Where(record => record.Stream == StreamKind.Gap).Select(record => new SeqRange(record.Seq, record.Seq))],
        Blobs = [.. records.Select(record => record.Sha256).OfType<string>()],
    };
}

using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Tests.Outbox;

/// <summary>What every outbox promises, whatever it is made of.</summary>
public abstract class OutboxLaws
{
    protected const int Cap = 64 * 1024;

    protected FakeTimeProvider Time { get; } = new();

    protected abstract IOutbox Outbox { get; }

    /// <summary>Appends, takes, confirms and retries as told: every record is in one place, and the bytes stay below the bound.</summary>
    protected static bool BooksBalance(IOutbox outbox, long mostBytes, byte[] acts, int seed)
    {
        var random = new Random(seed);
        var flying = new Queue<OutboxRecord>();
        foreach (var act in acts)
        {
            var severity = act % 2 == 0 ? Severity.Alert : Severity.Review;
            if (act % 5 < 2) _ = outbox.AppendAsync(Some.Entry(severity, Some.Blob(random.Next(30_000), act))).AsTask().Result;
            else if (act % 5 == 2 && outbox.TakeAsync().AsTask().Result is { } record) flying.Enqueue(record);
            else if (act % 5 == 3 && flying.TryDequeue(out var done)) outbox.ConfirmAsync(done).AsTask().Wait();
            else if (act % 5 == 4 && flying.TryDequeue(out var back)) outbox.RetryAsync(back).AsTask().Wait();
            var now = outbox.Snapshot();
            if (now.Appended != now.Confirmed + now.Evicted + now.Expired + now.Quarantined + now.Damaged + now.Rows) return false;
            if (now.Bytes > mostBytes || now.Inflight != flying.Count) return false;
        }

        return true;
    }

    [Fact]
    public async Task WhenEventsAreAppended_NumbersRiseWithoutHoles_AndTheStoredCardCarriesThem()
    {
        for (var i = 1; i <= 3; i++) Assert.Equal(i, (await AppendAsync(Some.Entry())).Seq);
        var card = Read((await TakeAsync())!);
        Assert.Equal((Outbox.Epoch, 1L), (card.Epoch, card.Seq));
        Assert.Equal(3, Outbox.Snapshot().LastEventSeq);
    }

    [Fact]
    public async Task WhenTaken_AlertsLeaveBeforeReviews_AndBlobsLast_EachInOrder()
    {
        await AppendAsync(Some.Entry(Severity.Review, Some.Blob(10, 1)));
        await AppendAsync(Some.Entry(Severity.Alert, Some.Blob(10, 2)));
        await AppendAsync(Some.Entry(Severity.Review));
        var taken = await TakeAllAsync();
        Assert.Equal([2, 1, 3, 1, 2], taken.Select(record => record.Seq));
        Assert.Equal([OutboxPriority.Alert, OutboxPriority.Review, OutboxPriority.Review, OutboxPriority.Blob, OutboxPriority.Blob],
            taken.Select(record => record.Priority));
    }

    [Fact]
    public async Task WhenBlobsTravelAlong_TheCardNamesEachByItsHash_AndEqualBodiesOnce()
    {
        var mask = Some.Blob(100);
        await AppendAsync(Some.Entry(Severity.Alert, mask, mask));
        var records = await TakeAllAsync();
        var named = Assert.Single(Read(records[0]).Blobs, blob => blob.State == BlobState.Stored);
        Assert.Equal((mask.Sha256, 100L, "image/png"), (named.Sha256, named.Bytes, named.Type));
        Assert.Equal((mask.Sha256, records[0].EventId), (records[1].Sha256, records[1].EventId));
        Assert.Equal(2, records.Count);
    }

    [Fact]
    public async Task WhenRetried_ARecordTakesItsOldPlace()
    {
        await AppendAsync(Some.Entry());
        await AppendAsync(Some.Entry());
        var first = (await TakeAsync())!;
        await Outbox.RetryAsync(first, TestContext.Current.CancellationToken);
        Assert.Equal(first.Order, (await TakeAsync())!.Order);
    }

    [Fact]
    public async Task WhenSettledTwice_TheSecondIsAnError()
    {
        await AppendAsync(Some.Entry());
        var record = (await TakeAsync())!;
        await Outbox.ConfirmAsync(record, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await Outbox.RetryAsync(record, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WhenFull_TheOldestBlobsGoFirst_ThenReviews_AndAlertsOnlyForAlerts()
    {
        await AppendAsync(Some.Entry(Severity.Review, Some.Blob(20_000, 1)));
        await AppendAsync(Some.Entry(Severity.Alert, Some.Blob(20_000, 2)));
        await AppendAsync(Some.Entry(Severity.Alert, Some.Blob(30_000, 3)));
        Assert.Equal(1, Outbox.Snapshot().Evicted); // blob 1
        while (Outbox.Snapshot().Evicted < 4) await AppendAsync(Some.Entry(Severity.Alert)); // blobs 2 and 3, then review 1
        Assert.DoesNotContain(await TakeAllAsync(), record => record.Seq == 1 || record.Priority == OutboxPriority.Blob);
    }

    [Fact]
    public async Task WhenFullOfAlerts_AReviewIsRefused_TakesNoNumber_AndSaysWhatToDo()
    {
        while (Outbox.Snapshot().Evicted == 0) await AppendAsync(Some.Entry(Severity.Alert));
        var last = Outbox.Snapshot().LastEventSeq;
        var receipt = await AppendAsync(Some.Entry(Severity.Review));
        Assert.False(receipt.Accepted);
        Assert.Contains("raise the outbox cap", receipt.Refusal, StringComparison.Ordinal);
        Assert.Equal((last, 1L), (Outbox.Snapshot().LastEventSeq, Outbox.Snapshot().Refused));
        Assert.Equal(last + 1, (await AppendAsync(Some.Entry(Severity.Alert))).Seq);
    }

    [Fact]
    public async Task WhenABlobFindsNoRoom_ItsEventSaysDropped()
    {
        var receipt = await AppendAsync(Some.Entry(Severity.Alert, Some.Blob(100), Some.Blob(Cap, 2)));
        Assert.Equal((1L, 1), (receipt.Seq, receipt.BlobsDropped));
        var states = Read((await TakeAsync())!).Blobs.Where(blob => blob.Sha256 is not null).Select(blob => blob.State);
        Assert.Equal([BlobState.Stored, BlobState.Dropped], states);
    }

    [Fact]
    public async Task WhenInFlight_ARecordIsNotEvicted()
    {
        await AppendAsync(Some.Entry(Severity.Review, Some.Blob(40_000)));
        var inFlight = await TakeAllAsync();
        while (Outbox.Snapshot().Evicted < 3) await AppendAsync(Some.Entry(Severity.Review));
        var before = Outbox.Snapshot().Confirmed;
        foreach (var record in inFlight) await Outbox.ConfirmAsync(record, TestContext.Current.CancellationToken);
        Assert.Equal(2, Outbox.Snapshot().Confirmed - before);
    }

    [Fact]
    public async Task WhenSevenDaysOld_RecordsExpire_AndAreCounted()
    {
        await AppendAsync(Some.Entry(Severity.Alert, Some.Blob(10)));
        Time.Advance(TimeSpan.FromDays(7.01));
        Assert.Null(await TakeAsync());
        Assert.Equal((2L, 0L, 0L), (Outbox.Snapshot().Expired, Outbox.Snapshot().Rows, Outbox.Snapshot().Bytes));
    }

    [Fact]
    public async Task WhenANumberIsNotFinite_AppendThrows_AndTakesNoNumber()
    {
        var bad = Some.Event() with { Flags = [new() { Rule = "r", Value = double.NaN, Threshold = 1, Severity = Severity.Alert }] };
        await Assert.ThrowsAnyAsync<ArgumentException>(() => AppendAsync(new(bad, [])));
        Assert.Equal(1, (await AppendAsync(Some.Entry())).Seq);
    }

    [Fact]
    public async Task WhenSomethingArrives_AWaiterWakes()
    {
        var waiting = Outbox.WaitAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        await AppendAsync(Some.Entry());
        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    protected Task<AppendReceipt> AppendAsync(OutboxEntry entry) =>
        Outbox.AppendAsync(entry, TestContext.Current.CancellationToken).AsTask();

    /// <summary>The next record that is no gap; gaps on the way are confirmed.</summary>
    protected async Task<OutboxRecord?> TakeAsync()
    {
        while (await Outbox.TakeAsync(TestContext.Current.CancellationToken) is { } record)
        {
            if (record.Priority != OutboxPriority.Ledger) return record;
            await Outbox.ConfirmAsync(record, TestContext.Current.CancellationToken);
        }

        return null;
    }

    protected async Task<List<OutboxRecord>> TakeAllAsync()
    {
        var all = new List<OutboxRecord>();
        while (await TakeAsync() is { } record) all.Add(record);
        return all;
    }

    protected static EventMessage Read(OutboxRecord record) =>
        JsonSerializer.Deserialize(record.Body.Span, TelemetryJson.Default.EventMessage)!;
}

using Microsoft.Data.Sqlite;

namespace SegEdge.Telemetry;

/// <summary>Serves batches of requests, each batch with at most one durable transaction. One thread.</summary>
/// <remarks>While nothing can be written appends are refused and counted.</remarks>
internal sealed class SpoolEngine(SpoolStore store, SpoolSettings settings)
{
    private readonly List<SpoolRequest.Settle> _owed = [];

    /// <returns>Promises to keep, after the new view was published.</returns>
    public IReadOnlyList<Action> Serve(IReadOnlyList<SpoolRequest> batch)
    {
        var kept = new List<Action>();
        var takes = new Queue<SpoolRequest.Take>(batch.OfType<SpoolRequest.Take>());
        foreach (var refused in batch.OfType<SpoolRequest.Refused>()) store.Refuse(refused.Entry, refused.Because);
        var ticked = batch.Any(request => request is SpoolRequest.Tick);
        if (ticked) store.Tick();
        foreach (var retry in batch.OfType<SpoolRequest.Retry>()) kept.Add(Guarded(retry.Done, () => store.Shelf.PutBack(retry.Record)));

        foreach (var seldom in batch.OfType<SpoolRequest.Seldom>()) kept.Add(seldom.Serve(store));
        var received = new List<SpoolRequest.Settle>();
        foreach (var sent in batch.OfType<SpoolRequest.Sent>())
        {
            if (store.Shelf.IsReceived(sent.Record)) received.Add(new(sent.Record, null) { Done = sent.Done });
            else kept.Add(Guarded(sent.Done, () => store.Shelf.Sent(sent.Record)));
        }

        // What is committed can be handed out before the next commit, unless its time is up.
        if (!store.MayHaveExpired) Answer(takes, kept);
        var appends = batch.OfType<SpoolRequest.Append>().ToArray();
        SpoolRequest.Settle[] settles = [.. _owed, .. received, .. batch.OfType<SpoolRequest.Settle>()];
        _owed.Clear();
        // With a tick the clock is saved, as long as something grows older by it.
        if (appends.Length + settles.Length > 0 || store.HasUnreported || store.MayHaveExpired || store.OwesFlush(ticked)
            || ticked && store.Shelf.Books.Rows > 0)
            Commit(appends, settles, kept, store.OwesFlush(ticked));
        Answer(takes, kept);
        kept.AddRange(takes.Select(take => (Action)(() => take.Done.TrySetResult(null))));
        return kept;
    }

    private void Commit(SpoolRequest.Append[] appends, SpoolRequest.Settle[] settles, List<Action> kept, bool flush)
    {
        var results = new List<Action>();
        var durable = flush || appends.Length > 0 || store.HasUnreported || store.MayHaveExpired || settles.Any(settle => settle.Quarantine is not null);
        var problem = store.TryTransact(() =>
        {
            results.Clear();
            if (appends.Length > 0) store.Shelf.LookAtDisk();
            foreach (var settle in settles) results.Add(Guarded(settle.Done, () => Settle(settle)));
            foreach (var append in appends) results.Add(Append(append));
        }, appends, durable);
        if (problem is null)
        {
            kept.AddRange(results);
            return;
        }

        foreach (var append in appends)
        {
            store.Refuse(append.Entry, problem);
            var receipt = new AppendReceipt(null, 0, $"The outbox in '{settings.Folder}' cannot be written: {problem} Free the disk or replace it.");
            kept.Add(() => append.Done.TrySetResult(receipt));
        }

        // It arrived, whether we can write that down or not: tried again with the next commit, sent again only after a restart.
        _owed.AddRange(settles);
        kept.AddRange(settles.Select(settle => (Action)(() => settle.Done.TrySetResult(true))));
    }

    private Action Append(SpoolRequest.Append append)
    {
        try
        {
            var receipt = store.Shelf.Append(append.Entry);
            if (!receipt.Accepted) store.Refuse(append.Entry, receipt.Refusal!);
            return () => append.Done.TrySetResult(receipt);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return () => append.Done.TrySetException(e); // the caller's event: no number was taken
        }
    }

    private void Settle(SpoolRequest.Settle settle)
    {
        if (settle.Quarantine is null) store.Shelf.Confirm(settle.Record);
        else store.Shelf.Quarantine(settle.Record, settle.Quarantine);
    }

    // Records of files that were opened again are no longer ours to settle; they will be sent once more.
    private Action Guarded(TaskCompletionSource<bool> promise, Action act)
    {
        try { act(); }
        catch (InvalidOperationException) when (store.WasReopened) { }
        catch (InvalidOperationException e) { return () => promise.TrySetException(e); }
        return () => promise.TrySetResult(true);
    }

    private void Answer(Queue<SpoolRequest.Take> takes, List<Action> kept)
    {
        try
        {
            while (store.Outage is null && takes.Count > 0 && store.Shelf.Next() is var (row, body))
            {
                if (body is null)
                {
                    if (store.TryTransact(() => store.Shelf.LoseBody(row), []) is not null) return;
                    continue;
                }

                var (take, record) = (takes.Dequeue(), store.Shelf.Fly(row, body));
                kept.Add(() => take.Done.TrySetResult(record));
            }
        }
        catch (SqliteException e)
        {
            store.Reopen(e);
        }
    }
}

using SegEdge.Fleet;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Keeps what browsers follow up to date: by the commits of this process, and where several workers share a store, by asking it.</summary>
/// <param name="isShared">Others write to this store too.</param>
internal sealed partial class LiveFeed(IReviewStore store, LiveChanges live, QueueCounts counts, ReviewDesk desk, bool isShared, TimeProvider time, ILogger<LiveFeed> log)
{
    private const int MostAtOnce = 5000, MostIncomplete = 500;

    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(0.4), CountEvery = TimeSpan.FromMinutes(10), AskAgain = TimeSpan.FromSeconds(5);

    // What another worker received may be committed this much later, and its clock differ by this much.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _seen = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _incomplete = [];
    private DateTimeOffset _since;
    private bool _isAway, _isCounted;

    /// <summary>Before the hub takes anything, so that nothing is counted twice.</summary>
    public async Task BeginAsync(SiteHub hub, CancellationToken cancellation)
    {
        _since = time.GetUtcNow();
        try
        {
            await counts.ReadAsync(store, cancellation).ConfigureAwait(false);
            _isCounted = true;
            if (isShared) Unseen(await store.ReceivedAsync(_since - Overlap, MostAtOnce, cancellation).ConfigureAwait(false));
        }
        catch (FleetStoreException e)
        {
            LogAway(log, e.Message); // the queue has no lengths until the store is back
        }
        hub.Archived += news => Arrived(Unseen(news));
        hub.BlobsKept += events => live.Note(events, areNew: false);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        var counted = time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(isShared ? AskEvery : _isCounted ? CountEvery : AskAgain, time, stopping).ConfigureAwait(false);
                if (isShared) await AskAsync(stopping).ConfigureAwait(false);
                if (!_isCounted || time.GetElapsedTime(counted) >= CountEvery)
                {
                    await counts.ReadAsync(store, stopping).ConfigureAwait(false);
                    _isCounted = true;
                    counted = time.GetTimestamp();
                }
                _isAway = false;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested) { } // expected: shutdown
            catch (FleetStoreException e)
            {
                if (!_isAway) LogAway(log, e.Message); // once per outage
                _isAway = true;
            }
        }
    }

    private void Arrived(IReadOnlyList<FleetEvent> events)
    {
        if (events.Count == 0) return;
        counts.Add(events);
        live.Note(events.Select(one => one.EventId), areNew: true);
    }

    private async Task AskAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var news = Unseen(await store.ReceivedAsync(_since - Overlap, MostAtOnce, stopping).ConfigureAwait(false));
        Arrived(news);
        await desk.HearAsync(await store.VerdictsSinceAsync(_since - Overlap, MostAtOnce, stopping).ConfigureAwait(false), stopping).ConfigureAwait(false);
        await AskForBlobsAsync(news, stopping).ConfigureAwait(false);
        _since = now;
    }

    // Blobs leave a device last, and may come to another worker than their event.
    private async Task AskForBlobsAsync(IReadOnlyList<FleetEvent> news, CancellationToken stopping)
    {
        foreach (var one in await store.EventsAsync([.. news.Select(one => one.EventId)], stopping).ConfigureAwait(false))
            if (_incomplete.Count < MostIncomplete && Dashboard.EventCard.Read(one.Card) is { Blobs.Count: > 0 } card) _incomplete[card.EventId] = card.Blobs;
        if (_incomplete.Count == 0) return;
        var here = await store.BlobsHereAsync([.. _incomplete.Values.SelectMany(blobs => blobs)], stopping).ConfigureAwait(false);
        foreach (var (id, missing) in _incomplete.ToArray())
        {
            string[] left = [.. missing.Where(blob => !here.Contains(blob))];
            if (left.Length == missing.Count) continue;
            live.Note([id], areNew: false);
            if (left.Length == 0) _incomplete.Remove(id);
            else _incomplete[id] = left;
        }
    }

    // Where nobody else writes, the hub names each event once.
    private IReadOnlyList<FleetEvent> Unseen(IReadOnlyList<FleetEvent> events)
    {
        if (!isShared) return events;
        lock (_gate)
        {
            foreach (var old in _seen.Where(one => one.Value < _since - (2 * Overlap)).Select(one => one.Key).ToArray()) _seen.Remove(old);
            return [.. events.Where(one => _seen.TryAdd(one.EventId, one.ReceivedUtc))];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The review site cannot ask the store what is new: {Problem}")]
    private static partial void LogAway(ILogger log, string problem);
}

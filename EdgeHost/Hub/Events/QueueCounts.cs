using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet;
using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Hub;

/// <summary>How many events there are of each kind, kept up to date by what comes: answers about millions of events cost as much as about the kinds there are.</summary>
internal sealed class QueueCounts
{
    // A hundred cameras with some classes, rules and explanations are 16,000. Of more there are events wherever one looks.
    private const int MostKinds = 20_000;

    private readonly Lock _gate = new();
    private Dictionary<QueueKind, (long Events, long Reviewed)>? _counts;
    private long _changes;

    /// <summary>Reads them anew. What comes meanwhile may be in what was read or not, so then it is read again; a store that never rests is off by a few until
    /// the next time.</summary>
    public async Task ReadAsync(IReviewStore store, CancellationToken cancellation)
    {
        const int tries = 3;
        for (var i = 1; i <= tries; i++)
        {
            var before = Interlocked.Read(ref _changes);
            var counts = await store.CountsAsync(cancellation).ConfigureAwait(false);
            lock (_gate)
            {
                if (i < tries && before != _changes) continue;
                _counts = counts.ToDictionary(one => one.Kind, one => (one.Events, one.Reviewed));
                return;
            }
        }
    }

    public void Add(IEnumerable<FleetEvent> events)
    {
        foreach (var one in events) Change(QueueKind.Of(one), 1, 0);
    }

    /// <param name="by">1 where an event became reviewed, -1 where it is not any more.</param>
    public void Review(QueueKind kind, int by) => Change(kind, 0, by);

    /// <returns>Null where only the store can tell: a time is asked for, or nothing was read yet.</returns>
    public (long Events, long Reviewed)? Sum(EventFilter filter)
    {
        if (filter.From is not null || filter.To is not null) return null;
        lock (_gate)
        {
            if (_counts is null) return null;
            var (events, reviewed) = (0L, 0L);
            foreach (var (kind, count) in _counts)
            {
                if (!kind.Passes(filter)) continue;
                events += count.Events;
                reviewed += count.Reviewed;
            }
            return (events, reviewed);
        }
    }

    /// <returns>The kinds that a filter lets through, its times apart, and that there are events of; null where there are too many to name.</returns>
    public IReadOnlyList<QueueKind>? KindsOf(EventFilter filter)
    {
        lock (_gate)
        {
            QueueKind[] kinds = [.. (_counts ?? []).Where(one => Wanted(one.Value, filter.Reviewed) > 0 && one.Key.Passes(filter)).Select(one => one.Key)];
            return _counts is null || kinds.Length > MostKinds ? null : kinds;
        }
    }

    /// <summary>The values that filters can offer.</summary>
    public QueueOffers Offers()
    {
        lock (_gate)
        {
            var kinds = (_counts ?? []).Where(one => one.Value.Events > 0).Select(one => one.Key).ToArray();
            return new(
                Distinct(kinds, kind => kind.Site), Distinct(kinds, kind => kind.Device), Distinct(kinds, kind => kind.Camera), Distinct(kinds, kind => kind.Class), Distinct(kinds, kind => kind.Rule),
                Distinct(kinds, kind => kind.Severity), Distinct(kinds, kind => kind.ExplanationStatus), Distinct(kinds, kind => kind.Model));
        }
    }

    private static long Wanted((long Events, long Reviewed) count, bool? reviewed) => reviewed switch { null => count.Events, true => count.Reviewed, false => count.Events - count.Reviewed };

    private static string[] Distinct(QueueKind[] kinds, Func<QueueKind, string?> of) => [.. kinds.Select(of).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private void Change(QueueKind kind, long events, long reviewed)
    {
        lock (_gate)
        {
            _changes++;
            if (_counts is null) return;
            var now = _counts.GetValueOrDefault(kind);
            _counts[kind] = (now.Events + events, now.Reviewed + reviewed);
        }
    }
}

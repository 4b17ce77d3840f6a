namespace SegEdge.EdgeHost.Hub;

/// <summary>Which events changed lately, and in what order. Bounded: who was away for longer loads the list again.</summary>
internal sealed class LiveChanges
{
    private const int Most = 2000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveChange> _byId = [];
    private readonly Queue<(string EventId, long Revision)> _order = new();
    private TaskCompletionSource _changed = NewSignal();
    private long _revision, _forgotten;

    public long Revision
    {
        get { lock (_gate) return _revision; }
    }

    /// <param name="areNew">They have just come; otherwise something about them changed.</param>
    public void Note(IEnumerable<string> eventIds, bool areNew)
    {
        lock (_gate)
        {
            foreach (var id in eventIds)
            {
                _revision++;
                var first = areNew ? _revision : _byId.TryGetValue(id, out var known) ? known.First : 0;
                _byId[id] = new(id, first, _revision);
                _order.Enqueue((id, _revision));
            }
            while (_order.Count > Most)
            {
                var (id, revision) = _order.Dequeue();
                _forgotten = revision;
                if (_byId[id].Revision == revision) _byId.Remove(id);
            }
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }

    /// <returns>In the order of change, each event once; null where some of it is forgotten.</returns>
    public (long UpTo, IReadOnlyList<LiveChange> Changes)? Since(long revision)
    {
        lock (_gate)
        {
            if (revision < _forgotten || revision > _revision) return null;
            return (_revision, [.. _byId.Values.Where(change => change.Revision > revision).OrderBy(change => change.Revision)]);
        }
    }

    /// <summary>Whether it was noted as new, and is not forgotten.</summary>
    public bool Knows(string eventId)
    {
        lock (_gate) return _byId.TryGetValue(eventId, out var known) && known.First > 0;
    }

    public Task WaitAsync(long after, CancellationToken cancellation)
    {
        lock (_gate) return _revision > after ? Task.CompletedTask : _changed.Task.WaitAsync(cancellation);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

namespace SegEdge.Telemetry;

/// <summary>What readers hold. In memory only: after a restart all of it is sent again.</summary>
internal sealed class SpoolFlight(string epoch)
{
    private readonly Dictionary<long, SpoolRow> _inflight = [];
    private readonly HashSet<long> _landing = [], _parked = [];

    public int Count => _inflight.Count;

    public int Parked => _parked.Count;

    public IEnumerable<OutboxRecord> Records => _inflight.Values.Select(row => row.Record);

    public bool IsFree(long order) => !_inflight.ContainsKey(order) && !_parked.Contains(order);

    public int CountOf(OutboxPriority priority) => _inflight.Values.Count(row => row.Record.Priority == priority);

    public long BytesOf(OutboxPriority priority) => _inflight.Values.Where(row => row.Record.Priority == priority).Sum(row => row.Cost);

    public void Add(SpoolRow row) => _inflight.Add(row.Record.Order, row);

    /// <summary>Settled, once the transaction under way stands.</summary>
    /// <exception cref="InvalidOperationException">Nobody holds it.</exception>
    public SpoolRow Land(OutboxRecord record)
    {
        if (record.Epoch != epoch || !_inflight.TryGetValue(record.Order, out var row) || !_landing.Add(record.Order))
            throw new InvalidOperationException($"Record {record.Order} of '{record.Topic}' is not in flight: it was settled before, or never taken.");
        return row;
    }

    public void Landed()
    {
        foreach (var order in _landing) _inflight.Remove(order);
        _landing.Clear();
    }

    /// <summary>The transaction does not stand.</summary>
    public void TakeBack() => _landing.Clear();

    /// <summary>Not to be taken before <see cref="Unpark"/>.</summary>
    public void Park(long order) => _parked.Add(order);

    public void Unpark() => _parked.Clear();
}

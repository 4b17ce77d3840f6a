namespace SegEdge.Telemetry;

/// <summary>The records of a <see cref="MemoryOutbox"/> by priority, and the rules for making room. Not thread-safe: its owner
/// locks.</summary>
internal sealed class MemoryShelf(long capBytes, TimeSpan lifetime, TimeProvider time)
{
    /// <summary>Bytes counted per record beside its body: object, topic, ids, tree node. An estimate on the safe side.</summary>
    public const int Overhead = 512;

    private readonly SortedDictionary<long, Row>[] _waiting =
        [.. Enum.GetValues<OutboxPriority>().Select(_ => new SortedDictionary<long, Row>())];
    private readonly Dictionary<long, Row> _inflight = [];
    private long _appended;
    private long _confirmed;
    private long _evicted;
    private long _expired;
    private long _quarantined;

    public long CapBytes { get; } = capBytes;

    public long Bytes { get; private set; }

    public bool HasWaiting => _waiting.Any(level => level.Count > 0);

    public void Add(OutboxRecord record)
    {
        var row = new Row(record with { Order = ++_appended }, time.GetTimestamp());
        _waiting[(int)record.Priority].Add(row.Record.Order, row);
        Bytes += row.Cost;
    }

    public OutboxRecord? Take()
    {
        Expire();
        foreach (var level in _waiting)
        {
            if (level.Count == 0) continue;
            var (order, row) = level.First();
            level.Remove(order);
            _inflight.Add(order, row);
            return row.Record with { Age = time.GetElapsedTime(row.Appended) };
        }

        return null;
    }

    public void Confirm(OutboxRecord record)
    {
        Land(record);
        _confirmed++;
    }

    public void Quarantine(OutboxRecord record)
    {
        Land(record);
        _quarantined++;
    }

    public void PutBack(OutboxRecord record)
    {
        var row = Land(record);
        _waiting[(int)record.Priority].Add(record.Order, row);
        Bytes += row.Cost;
    }

    /// <summary>The largest event body that could get in, if everything it may push out went.</summary>
    public long RoomForEvent(OutboxPriority priority) =>
        CapBytes - Bytes + Victims(priority).Sum(level => level.Values.Sum(row => row.Cost)) - Overhead;

    public void MakeRoom(long bodyBytes, OutboxPriority priority)
    {
        Expire();
        foreach (var level in Victims(priority)) Evict(level, bodyBytes + Overhead);
    }

    /// <summary>As many of the first blobs as fit beside the event's body; older blobs go for them, events do not.</summary>
    public OutboxBlob[] MakeRoomForBlobs(IReadOnlyList<OutboxBlob> blobs, long eventBytes)
    {
        var older = _waiting[(int)OutboxPriority.Blob];
        var room = CapBytes - Bytes - eventBytes - Overhead + older.Values.Sum(row => row.Cost);
        var need = 0L;
        var kept = blobs.TakeWhile(blob => (need += blob.Body.Length + Overhead) <= room).ToArray();
        Evict(older, eventBytes + Overhead + kept.Sum(blob => (long)blob.Body.Length + Overhead));
        return kept;
    }

    public OutboxSnapshot Snapshot()
    {
        Expire();
        var rows = _waiting.SelectMany(level => level.Values).Concat(_inflight.Values).ToArray();
        return new()
        {
            Rows = rows.Length,
            Bytes = Bytes,
            CapBytes = CapBytes,
            Oldest = rows.Length == 0 ? TimeSpan.Zero : rows.Max(row => time.GetElapsedTime(row.Appended)),
            Inflight = _inflight.Count,
            LastEventSeq = 0,
            Appended = _appended,
            Confirmed = _confirmed,
            Evicted = _evicted,
            Expired = _expired,
            Quarantined = _quarantined,
            Refused = 0,
            BlobsDropped = 0,
        };
    }

    // A review never pushes out an alert; nothing pushes out the ledger.
    private IEnumerable<SortedDictionary<long, Row>> Victims(OutboxPriority priority)
    {
        for (var level = OutboxPriority.Blob; level >= priority; level--) yield return _waiting[(int)level];
    }

    private void Evict(SortedDictionary<long, Row> level, long need)
    {
        while (Bytes + need > CapBytes && level.Count > 0)
        {
            Drop(level);
            _evicted++;
        }
    }

    private void Expire()
    {
        foreach (var level in _waiting)
        {
            while (level.Count > 0 && time.GetElapsedTime(level.First().Value.Appended) > lifetime)
            {
                Drop(level);
                _expired++;
            }
        }
    }

    private void Drop(SortedDictionary<long, Row> level)
    {
        var (order, row) = level.First();
        level.Remove(order);
        Bytes -= row.Cost;
    }

    private Row Land(OutboxRecord record)
    {
        if (!_inflight.Remove(record.Order, out var row))
            throw new InvalidOperationException($"Record {record.Order} of '{record.Topic}' is not in flight: it was "
                + $"settled before, or never taken.");
        Bytes -= row.Cost;
        return row;
    }

    private sealed record Row(OutboxRecord Record, long Appended)
    {
        public long Cost => Record.Body.Length + Overhead;
    }
}

using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>The records of a <see cref="MemoryOutbox"/> by priority, and the rules for making room. Not thread-safe: its owner
/// locks.</summary>
internal sealed class MemoryShelf(long capBytes, TimeSpan lifetime, TimeProvider time, OutboxPolicy policy)
{
    /// <summary>Bytes counted per record beside its body: object, topic, ids, tree node. An estimate on the safe side.</summary>
    public const int Overhead = 512;

    private static readonly OutboxPriority[] Priorities = Enum.GetValues<OutboxPriority>();

    private readonly SortedDictionary<long, Row>[] _waiting =
        [.. Priorities.Select(_ => new SortedDictionary<long, Row>())];
    private readonly Dictionary<long, Row> _inflight = [];
    private readonly SentRecords _sent = new(time);
    private long _appended;
    private long _confirmed;
    private long _evicted, _erased;
    private long _expired;
    private long _quarantined;

    public long CapBytes { get; } = capBytes;

    /// <summary>Records below this priority stay.</summary>
    public OutboxPriority? PausedAfter { get; set; }

    public long Bytes { get; private set; }

    public bool HasWaiting => Priorities.Any(priority => Takeable(priority) > 0);

    public TimeSpan? UntilDue => _sent.UntilDue;

    public void Add(OutboxRecord record)
    {
        var row = new Row(record with { Order = ++_appended }, time.GetTimestamp());
        _waiting[(int)record.Priority].Add(row.Record.Order, row);
        Bytes += row.Cost;
    }

    public OutboxRecord? Take()
    {
        Expire();
        _sent.ReturnDue();
        foreach (var priority in Priorities)
        {
            if (Takeable(priority) == 0) continue;
            var (order, row) = _waiting[(int)priority].First(pair => !_sent.IsOut(pair.Key));
            _waiting[(int)priority].Remove(order);
            _inflight.Add(order, row);
            return row.Record with { Age = time.GetElapsedTime(row.Appended) };
        }

        return null;
    }

    public void Sent(OutboxRecord record)
    {
        if (_sent.IsReceived(record.Order))
        {
            Confirm(record);
            return;
        }

        PutBack(record);
        _sent.Add(record);
    }

    public void ReturnSent() => _sent.ReturnAll();

    public ResendOutcome Resend(ResendArguments wanted) => ResendOutcome.Of(_sent.Return(wanted), wanted, (stream, first, last) =>
        from row in _waiting.SelectMany(level => level.Values).Concat(_inflight.Values)
        where row.Record.Epoch == wanted.Epoch && row.Record.Stream == stream && row.Record.Seq >= first && row.Record.Seq <= last
        orderby row.Record.Seq
        select row.Record.Seq);

    public EraseOutcome Erase(string eventId)
    {
        var deleted = 0;
        foreach (var level in _waiting)
            foreach (var order in level.Values.Where(row => row.Record.EventId == eventId).Select(row => row.Record.Order).ToArray())
            {
                Drop(level, order);
                deleted++;
            }

        _erased += deleted;
        return new(deleted, _inflight.Values.Count(row => row.Record.EventId == eventId));
    }

    /// <returns>Records that it named.</returns>
    public int Acknowledge(ArchiveReceipt receipt)
    {
        var named = _sent.Named(receipt, _inflight.Values.Select(row => row.Record));
        foreach (var record in named) Drop(_waiting[(int)record.Priority], record.Order);
        _confirmed += named.Count;
        return named.Count;
    }

    public void Confirm(OutboxRecord record)
    {
        Land(record);
        _sent.Forget(record.Order);
        _confirmed++;
    }

    public void Quarantine(OutboxRecord record)
    {
        Land(record);
        _sent.Forget(record.Order);
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
        var older = Victims(OutboxPriority.Blob).SingleOrDefault() ?? [];
        var room = CapBytes - Bytes - eventBytes - Overhead + older.Values.Sum(row => row.Cost);
        var need = 0L;
        var kept = blobs.TakeWhile(blob => (need += blob.Body.Length + Overhead) <= room).ToArray();
        Evict(older, eventBytes + Overhead + kept.Sum(blob => (long)blob.Body.Length + Overhead));
        return kept;
    }

    public OutboxSnapshot Snapshot()
    {
        Expire();
        _sent.ReturnDue();
        var rows = _waiting.SelectMany(level => level.Values).Concat(_inflight.Values).ToArray();
        return new()
        {
            Rows = rows.Length,
            Bytes = Bytes,
            CapBytes = CapBytes,
            Oldest = rows.Length == 0 ? TimeSpan.Zero : rows.Max(row => time.GetElapsedTime(row.Appended)),
            Inflight = _inflight.Count,
            LastEventSeq = 0,
            Sent = _sent.Out,
            Parked = Priorities.Sum(priority => _waiting[(int)priority].Count - Takeable(priority)),
            Appended = _appended,
            Confirmed = _confirmed,
            Evicted = _evicted,
            Erased = _erased,
            Expired = _expired,
            Quarantined = _quarantined,
            Refused = 0,
            BlobsDropped = 0,
        };
    }

    private long Takeable(OutboxPriority priority) =>
        priority > PausedAfter || _sent.IsFull(priority) ? 0 : _waiting[(int)priority].Count - _sent.OutOf(priority);

    // A review never pushes out an alert; nothing pushes out the ledger.
    private IEnumerable<SortedDictionary<long, Row>> Victims(OutboxPriority priority)
    {
        for (var level = OutboxPriority.Blob; level >= priority && policy == OutboxPolicy.Oldest; level--) yield return _waiting[(int)level];
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
        foreach (var level in _waiting.Skip(1)) // the ledger of what is missing and of decisions does not expire
        {
            while (level.Count > 0 && time.GetElapsedTime(level.First().Value.Appended) > lifetime)
            {
                Drop(level);
                _expired++;
            }
        }
    }

    private void Drop(SortedDictionary<long, Row> level) => Drop(level, level.First().Key);

    private void Drop(SortedDictionary<long, Row> level, long order)
    {
        Bytes -= level[order].Cost;
        level.Remove(order);
        _sent.Forget(order);
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

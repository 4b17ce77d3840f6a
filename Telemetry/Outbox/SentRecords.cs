using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Records that the broker took and that no receipt of the archive has named. After a minute without one they go out again, after
/// two the next time, and so on up to an hour.</summary>
/// <remarks>In memory only: after a restart all of them are sent again, as after a reconnect. Not thread-safe.</remarks>
internal sealed class SentRecords(TimeProvider time)
{
    /// <summary>Of each priority: what an archive that comes back gets again at most, and what bounds this memory. Receipts must come at least
    /// once for so many records, or sending waits for them.</summary>
    public const int MostOut = 2048;

    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(60), LongestPatience = TimeSpan.FromHours(1);

    private readonly Dictionary<long, Sent> _sent = [];
    private readonly HashSet<long> _early = [];
    private readonly int[] _out = new int[4];
    private long _nextDue = long.MaxValue;

    /// <summary>Without a receipt and not due yet.</summary>
    public int Out => _out.Sum();

    /// <summary>Until the first of them is due; null where none is out.</summary>
    public TimeSpan? UntilDue => Out == 0 ? null : time.GetElapsedTime(Math.Min(time.GetTimestamp(), _nextDue), _nextDue);

    public int OutOf(OutboxPriority priority) => _out[(int)priority];

    /// <summary>No more of that priority may be taken.</summary>
    public bool IsFull(OutboxPriority priority) => _out[(int)priority] >= MostOut;

    public bool IsOut(long order) => _sent.TryGetValue(order, out var sent) && sent.DueAt is not null;

    /// <summary>The broker took it, perhaps again.</summary>
    public void Add(OutboxRecord record)
    {
        var times = _sent.TryGetValue(record.Order, out var before) ? before.Times + 1 : 1;
        var patience = FirstPatience * Math.Pow(2, Math.Min(times - 1, 6));
        var due = time.GetTimestamp() + (long)((patience < LongestPatience ? patience : LongestPatience).TotalSeconds * time.TimestampFrequency);
        Forget(record.Order);
        _sent[record.Order] = new(record with { Body = default }, times, due);
        _out[(int)record.Priority]++;
        _nextDue = Math.Min(_nextDue, due);
    }

    /// <summary>Those whose time is up may be taken again.</summary>
    public void ReturnDue()
    {
        var now = time.GetTimestamp();
        if (now < _nextDue) return;
        Return(sent => sent.DueAt <= now);
    }

    public void ReturnAll() => Return(_ => true);

    /// <returns>How many of them had been sent, due again or not.</returns>
    public int Return(ResendArguments wanted)
    {
        var asked = _sent.Values.Where(sent => sent.Record.Epoch == wanted.Epoch && Holds(wanted.Of(sent.Record.Stream), sent.Record.Seq)).ToHashSet();
        Return(asked.Contains);
        return asked.Count;
    }

    /// <summary>Whether a receipt came before the broker's answer did.</summary>
    public bool IsReceived(long order) => _early.Contains(order);

    /// <summary>Deleted, whatever the reason.</summary>
    public void Forget(long order)
    {
        _early.Remove(order);
        if (_sent.Remove(order, out var sent) && sent.DueAt is not null) _out[(int)sent.Record.Priority]--;
    }

    /// <summary>Records that a receipt names, also those that wait to be sent again.</summary>
    /// <param name="inflight">Not returned; of these it is noted, since the broker's answer is still to come.</param>
    public IReadOnlyList<OutboxRecord> Named(ArchiveReceipt receipt, IEnumerable<OutboxRecord> inflight)
    {
        var blobs = receipt.Blobs?.ToHashSet() ?? [];
        var flying = new HashSet<long>();
        foreach (var record in inflight)
        {
            flying.Add(record.Order);
            if (IsNamed(record)) _early.Add(record.Order);
        }

        return [.. _sent.Values.Select(sent => sent.Record).Where(record => !flying.Contains(record.Order) && IsNamed(record))];

        bool IsNamed(OutboxRecord record) => record.Epoch == receipt.Epoch
            && (record.Sha256 is { } sha256 ? blobs.Contains(sha256) : Holds(receipt.Of(record.Stream), record.Seq));
    }

    private static bool Holds(IReadOnlyList<SeqRange> ranges, long seq)
    {
        // A receipt with an open end would name what was never sent; only numbers that it spells out count.
        foreach (var range in ranges)
            if (range.From <= seq && seq <= range.To) return true;
        return false;
    }

    private void Return(Predicate<Sent> which)
    {
        foreach (var sent in _sent.Values)
            if (sent.DueAt is not null && which(sent))
            {
                sent.DueAt = null;
                _out[(int)sent.Record.Priority]--;
            }

        _nextDue = _sent.Values.Min(sent => sent.DueAt) ?? long.MaxValue;
    }

    private sealed class Sent(OutboxRecord record, int times, long dueAt)
    {
        public OutboxRecord Record => record;

        public int Times => times;

        /// <summary>Timestamp at which it goes out again; null once it may.</summary>
        public long? DueAt { get; set; } = dueAt;
    }
}

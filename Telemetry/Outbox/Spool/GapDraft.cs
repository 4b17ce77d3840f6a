using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>A gap that may still grow: not yet taken by a reader.</summary>
internal sealed class GapDraft(long order, long seq, StreamKind stream, GapReason reason)
{
    // 256 ranges of two 7-digit numbers and 64 ids stay below 10 kB.
    private const int MostRanges = 256;

    private readonly List<SeqRange> _ranges = [];
    private readonly List<string> _eventIds = [], _blobs = [];
    private long _count, _bytes, _firstUtcMs = long.MaxValue, _lastUtcMs = long.MinValue;

    public long Order => order;

    public long Seq => seq;

    public string? Detail { get; set; }

    public string? LostEpoch { get; init; }

    /// <summary>Cost of its row as stored; 0 while it has none.</summary>
    public long StoredCost { get; set; }

    /// <summary>The next loss begins another gap.</summary>
    public bool IsFull => _ranges.Count >= MostRanges;

    public void Add(SpoolRow row)
    {
        var record = row.Record;
        Insert(record.Seq);
        Count(record.Sha256 is null ? record.EventId : null, record.Sha256, row.BodyBytes, row.UtcMs);
    }

    /// <summary>What took no number: counted, named by its id where that fits.</summary>
    public void AddUnnumbered(string eventId, long utcMs) => Count(eventId, null, 0, utcMs);

    /// <summary>Everything of another epoch that did not arrive.</summary>
    public void AddRest() => _ranges.Add(new(1, null));

    /// <summary>What of these did not arrive, in one range that only grows.</summary>
    public void Widen(long from, long to)
    {
        if (_ranges is [var known]) (from, to) = (Math.Min(from, known.From), Math.Max(to, known.To ?? to));
        _ranges.Clear();
        _ranges.Add(new(from, to));
    }

    public void AddUncounted(long count) => _count += count;

    public GapMessage Message(string epoch, string bootId) => new()
    {
        Seq = seq,
        Epoch = epoch,
        BootId = bootId,
        Stream = stream,
        LostEpoch = LostEpoch,
        Ranges = [.. _ranges],
        EventIds = [.. _eventIds],
        Blobs = [.. _blobs],
        Count = _count,
        Bytes = _bytes,
        FirstUtc = _firstUtcMs == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(_firstUtcMs),
        LastUtc = _lastUtcMs == long.MinValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(_lastUtcMs),
        Reason = reason,
        Detail = Detail is { Length: > 500 } ? Detail[..500] : Detail,
    };

    private void Count(string? eventId, string? sha256, long bytes, long utcMs)
    {
        if (_eventIds.Count + _blobs.Count < GapMessage.MostIds)
        {
            if (sha256 is not null) _blobs.Add(sha256);
            else if (eventId is { Length: > 0 }) _eventIds.Add(eventId);
        }

        _count++;
        _bytes += bytes;
        (_firstUtcMs, _lastUtcMs) = (Math.Min(_firstUtcMs, utcMs), Math.Max(_lastUtcMs, utcMs));
    }

    // Losses come oldest first, so the search from the end nearly always ends at once.
    private void Insert(long seq)
    {
        var at = _ranges.Count;
        while (at > 0 && _ranges[at - 1].From > seq) at--;
        if (at > 0 && _ranges[at - 1].To >= seq) return;
        var (before, after) = (at > 0 && _ranges[at - 1].To == seq - 1, at < _ranges.Count && _ranges[at].From == seq + 1);
        if (before && after)
        {
            _ranges[at - 1] = new(_ranges[at - 1].From, _ranges[at].To);
            _ranges.RemoveAt(at);
        }
        else if (before) _ranges[at - 1] = new(_ranges[at - 1].From, seq);
        else if (after) _ranges[at] = new(seq, _ranges[at].To);
        else _ranges.Insert(at, new(seq, seq));
    }
}

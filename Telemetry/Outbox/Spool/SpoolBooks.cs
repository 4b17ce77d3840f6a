namespace SegEdge.Telemetry;

/// <summary>What is stored and what was counted, kept in memory so that nobody asks the disk. A rolled-back transaction takes its copy back.</summary>
internal sealed class SpoolBooks
{
    private readonly long[] _rows = new long[4], _bytes = new long[4];

    public long LastOrder { get; set; }

    public long EventSeq { get; set; }

    public long GapSeq { get; set; }

    public long Appended { get; set; }

    public long Confirmed { get; set; }

    public long Evicted { get; set; }

    public long Expired { get; set; }

    public long Quarantined { get; set; }

    public long Damaged { get; set; }

    public long Refused { get; set; }

    public long BlobsDropped { get; set; }

    public long Rows => _rows.Sum();

    public long Bytes => _bytes.Sum();

    public long RowsOf(OutboxPriority priority) => _rows[(int)priority];

    public long BytesOf(OutboxPriority priority) => _bytes[(int)priority];

    public void Hold(OutboxPriority priority, long cost, long rows = 1)
    {
        _rows[(int)priority] += rows;
        _bytes[(int)priority] += cost;
    }

    public void Forget(SpoolRow row) => Hold(row.Record.Priority, -row.Cost, -1);

    public SpoolBooks Copy()
    {
        var copy = Continue();
        (copy.LastOrder, copy.EventSeq, copy.GapSeq) = (LastOrder, EventSeq, GapSeq);
        _rows.CopyTo(copy._rows, 0);
        _bytes.CopyTo(copy._bytes, 0);
        return copy;
    }

    /// <summary>For another file of the same process: what was counted stays, what is stored is to be counted anew.</summary>
    public SpoolBooks Continue() => new()
    {
        Appended = Appended,
        Confirmed = Confirmed,
        Evicted = Evicted,
        Expired = Expired,
        Quarantined = Quarantined,
        Damaged = Damaged,
        Refused = Refused,
        BlobsDropped = BlobsDropped,
    };
}

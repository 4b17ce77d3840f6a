namespace SegEdge.Pipeline;

/// <summary>One stage's ledger. Law: received = processed + dropped + failed + in flight.</summary>
/// <param name="Dropped">Given up on purpose because something newer or more important came.</param>
/// <param name="Failed">Given up because of an error, which was reported.</param>
public readonly record struct StageCounts(long Received, long Processed, long Dropped, long Failed)
{
    public long InFlight => Received - Processed - Dropped - Failed;
}

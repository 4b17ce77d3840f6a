namespace SegEdge.Fleet.Analysis;

/// <summary>A slice that is clear of the fleet in one measure.</summary>
internal sealed record Candidate(SliceKey Key, Measure Measure, double Hits, double Trials, double Expected, Comparison Comparison)
{
    /// <summary>Of its trials, how many are hits that the fleet would not have.</summary>
    public double ShareBeyond => (Hits - Expected) / Trials;
}

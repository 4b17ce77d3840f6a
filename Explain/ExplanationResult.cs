namespace SegEdge.Explain;

/// <summary>An answer with everything needed to doubt it.</summary>
/// <param name="Reason">Why it is untrusted or skipped; null when ok.</param>
/// <param name="Map">Null when skipped.</param>
/// <param name="Contrast">v(1) - v(0) of the reference taken; null when the limits ended before it was known.</param>
/// <param name="References">Every reference tried, with its v(0).</param>
/// <param name="Faithfulness">Insertion AUC - deletion AUC: about 0 for a random map, up to about 1; null when not measured.</param>
/// <param name="FaithfulnessHow">How it is measured: <c>insertion-deletion/20</c> with the number of steps, or <c>probe/4</c> with that of nodes.</param>
/// <param name="FaithfulnessAbsent">Why it was not measured; null when it was.</param>
/// <param name="RandomFaithfulness">The same of random maps; null when there were no passes for it, or when curves judge.</param>
/// <param name="RandomInsertion">The control of curves; null when there were no passes for it.</param>
/// <param name="Shares">Where the map's positive attribution lies; null when there is none.</param>
/// <param name="Passes">Everything that this explanation looked at, in forward passes.</param>
public sealed record ExplanationResult(
    ExplainStatus Status, string? Reason, Target Target, SaliencyMap? Map, double? Contrast, IReadOnlyList<ReferenceReading> References,
    double? Faithfulness, string FaithfulnessHow, string? FaithfulnessAbsent, double? RandomFaithfulness,
    MetricReading? Insertion, MetricReading? Deletion, MetricReading? RandomInsertion, PartShares? Shares, int Passes, TimeSpan Elapsed)
{
    /// <summary>Of <see cref="Passes"/>, those that cost nothing: another question about the same frame had made them.</summary>
    public int Reused { get; init; }

    /// <summary>How old the evidence is; 0 where all of it is of this frame.</summary>
    public ExplanationAge Age { get; init; }

    /// <summary>Of a picture that is segmented tile by tile: the tile whose run is explained, in pixels of the picture that is cut. <see cref="Target"/> and
    /// <see cref="Map"/> are in the tile's pixels, and hold of the region what lies within it. Null: the whole picture was one run.</summary>
    public PixelRect? Tile { get; init; }

    /// <summary>Insertion AUC above that of random maps; null when either is missing.</summary>
    public double? MarginOverRandom => Insertion?.Value - RandomInsertion?.Value;
}

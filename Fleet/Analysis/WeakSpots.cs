namespace SegEdge.Fleet.Analysis;

/// <param name="Spots">The one with the largest excess first.</param>
/// <param name="Judged">Slices with enough events to be judged, over all measures.</param>
/// <param name="Z">Half-widths of the intervals in standard deviations, of families with few slices and with many, so that all of them hold at once.</param>
/// <param name="KnowsSpread">False: too few cameras to know how healthy ones differ; then only chance is allowed for.</param>
public sealed record WeakSpots(IReadOnlyList<WeakSpot> Spots, long Judged, Interval Z, bool KnowsSpread);

namespace SegEdge.Fleet.Analysis;

/// <summary>A slice against the fleet: intervals that hold for all slices at once.</summary>
/// <param name="Excess">Hits that the slice has at least more than the fleet would have at most; negative where they overlap.</param>
internal readonly record struct Comparison(Interval Slice, Interval Fleet, bool IsClear, double Excess);

namespace SegEdge.Fleet.Analysis;

/// <summary>In what a weak spot is weak.</summary>
/// <param name="Slice">A share, or a multiple of the fleet's rate; the interval holds for all slices of the report at once.</param>
/// <param name="Fleet">The same of the rest of the fleet with the slice's mix of classes and rules.</param>
/// <param name="Excess">Events that it has at least more than the fleet would.</param>
public sealed record WeakSign(Measure Measure, double Value, Interval Slice, double FleetValue, Interval Fleet, double Excess);

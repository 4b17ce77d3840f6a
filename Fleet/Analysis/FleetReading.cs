namespace SegEdge.Fleet.Analysis;

/// <summary>What was read of a fleet's folder.</summary>
/// <param name="From">First and last capture in it.</param>
public sealed record FleetReading(FleetCounts Counts, FleetGaps Gaps, DateTimeOffset From, DateTimeOffset To);

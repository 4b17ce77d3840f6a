namespace SegEdge.Fleet.Analysis;

/// <summary>The finest slice: one class, camera, hour of day, rule and model version, as places in the lists of <see cref="FleetCounts"/>.</summary>
public readonly record struct FleetCell(int Class, int Camera, int Hour, int Rule, int Version, Tally Tally);

namespace SegEdge.Telemetry.Contract;

/// <summary>Cells of a map in its own resolution, not pixels.</summary>
public readonly record struct GridSize(int W, int H);

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Milliseconds of one frame, by part.</summary>
public sealed record LiveLatency(double Pre, double Infer, double Post, double Total);

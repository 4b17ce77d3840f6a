namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Reasons">Empty only while healthy.</param>
public sealed record HealthStatus(HealthState State, IReadOnlyList<string> Reasons);

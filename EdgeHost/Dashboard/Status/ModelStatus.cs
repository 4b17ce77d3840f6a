namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Provider">The execution provider that runs, not the one that was wished for.</param>
public sealed record ModelStatus(string Name, string Version, string Sha256, string Provider);

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Why a request was refused: what, found, expected, next step in one sentence or two.</summary>
public sealed record ApiProblem(string Error);

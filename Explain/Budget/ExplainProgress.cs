namespace SegEdge.Explain;

/// <summary>How far an explanation is.</summary>
/// <param name="Total">Passes allowed; a run may end earlier.</param>
public readonly record struct ExplainProgress(int Passes, int Total);

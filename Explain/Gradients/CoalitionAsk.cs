namespace SegEdge.Explain;

/// <summary>Which reference stands behind a coalition, and which question it answers.</summary>
public readonly record struct CoalitionAsk(int Reference, int Question);

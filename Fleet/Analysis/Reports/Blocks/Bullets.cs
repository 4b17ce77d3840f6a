namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>Short texts, one below the other.</summary>
internal sealed record Bullets(IReadOnlyList<string> Items) : Block;

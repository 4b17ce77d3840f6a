namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>A drawing, and the same in words for who cannot see it.</summary>
internal sealed record Figure(string Svg, string Words) : Block;

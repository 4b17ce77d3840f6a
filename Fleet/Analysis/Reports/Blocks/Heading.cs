namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>A title of its level, 1 the document's.</summary>
internal sealed record Heading(int Level, string Text) : Block;

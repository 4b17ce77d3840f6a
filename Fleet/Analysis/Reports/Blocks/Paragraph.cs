namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>Text.</summary>
internal sealed record Paragraph(string Text) : Block;

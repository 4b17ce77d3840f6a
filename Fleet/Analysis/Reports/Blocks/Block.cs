namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>A piece of a report. What it says is put together once; how it looks is the business of whoever writes it.</summary>
internal abstract record Block;

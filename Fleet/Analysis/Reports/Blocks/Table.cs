namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>Numbers under titles; the first column names the row.</summary>
internal sealed record Table(string Caption, IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Rows) : Block;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>What a map says about a stick.</summary>
/// <param name="Rank">Of the best marker cell among context cells by positive attribution; 1 is first, of equals the last. One more than there are other context cells
/// where no marker cell speaks for the class.</param>
/// <param name="ContextShare">Positive attribution on context cells over all of it, 0..1.</param>
/// <param name="Near">Share of other context cells as far from the region that the marker cells are above, 0..1; 0.5 is chance, and what a map gets that only spreads
/// about its region. Null where there are no such cells.</param>
internal readonly record struct ShortcutReading(int Rank, double ContextShare, double? Near);

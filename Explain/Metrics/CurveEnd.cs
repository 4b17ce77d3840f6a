namespace SegEdge.Explain;

/// <summary>The low end of a curve: what the model says while all cells in question are hidden. The high end is the frame itself.</summary>
/// <param name="Overlap">Of the mask with the frame's own; null when the frame has none.</param>
/// <param name="Window">Where the masks are compared, in output pixels.</param>
internal readonly record struct CurveEnd(RegionReading Reading, double? Overlap, PixelRect Window)
{
    /// <summary>Every cell hidden: known since the region was aimed at.</summary>
    public static CurveEnd OfReference(PerturbedRegion region, PixelRect window) =>
        new(region.Empty, region.EmptyOverlap(window), window);

    /// <summary>These cells hidden, all others shown: one pass, or none when these are all. Null when the budget allows none.</summary>
    public static CurveEnd? Hiding(PerturbedRegion region, CellGrid grid, int[] cells, PixelRect window, ExplainBudget budget)
    {
        if (cells.Length == grid.Count) return OfReference(region, window);
        Restart(region, grid, cells, shown: false);
        return region.TryRead(budget, out var reading) ? new CurveEnd(reading, region.Overlap(window), window) : null;
    }

    /// <summary>The canvas becomes the frame, with or without these cells.</summary>
    public static void Restart(PerturbedRegion region, CellGrid grid, int[] cells, bool shown)
    {
        region.Restart(shown: true);
        if (shown) return;
        foreach (var cell in cells) region.Hide(grid.Cell(cell));
    }
}

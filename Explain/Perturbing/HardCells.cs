namespace SegEdge.Explain;

/// <summary>Coalitions of whole cells: what black-box methods show a model.</summary>
internal static class HardCells
{
    /// <summary>The canvas becomes the frame, with the reference in every cell that is not shown.</summary>
    public static void Lay(PerturbedRegion region, CellGrid grid, ReadOnlySpan<bool> shown)
    {
        region.Restart(shown: true);
        for (var i = 0; i < shown.Length; i++)
            if (!shown[i]) region.Hide(grid.Cell(i));
    }
}

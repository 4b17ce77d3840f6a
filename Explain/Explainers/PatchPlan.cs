namespace SegEdge.Explain;

/// <summary>Patches of whole cells that cover the grid exactly: one pass per patch.</summary>
public readonly record struct PatchPlan(int Columns, int Rows)
{
    public int Count => Columns * Rows;

    /// <summary>As many patches as the passes allow, with the longest patch side as short as possible.</summary>
    public static PatchPlan For(CellGrid grid, int passes)
    {
        var (best, bestSide) = (new PatchPlan(1, 1), double.PositiveInfinity);
        for (var rows = 1; rows <= Math.Min(grid.Rows, passes); rows++)
        {
            var columns = Math.Min(grid.Columns, passes / rows);
            var side = Math.Max((double)grid.Content.Width / columns, (double)grid.Content.Height / rows);
            if (side < bestSide || (side == bestSide && rows * columns > best.Count)) (best, bestSide) = (new(columns, rows), side);
        }
        return best;
    }

    /// <summary>First cell of the patch and its size in cells, along one side.</summary>
    public static (int Start, int Length) Span(int index, int patches, int cells)
    {
        var start = index * cells / patches;
        return (start, ((index + 1) * cells / patches) - start);
    }
}

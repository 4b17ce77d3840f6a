namespace SegEdge.Explain;

/// <summary>Where the pixels of a region lie on a grid of cells, for methods that put a pixel's loss down to a place.</summary>
/// <param name="region">At the output's resolution; the output shows the whole model input.</param>
/// <param name="grid">In model input pixels.</param>
internal sealed class RegionPlaces(RegionMask region, CellGrid grid, PictureTensor input)
{
    private readonly (int Column, int Row)?[] _cells = [.. Cells(region, grid, input)];

    /// <summary>Sums values of pixels by the cell each lies in.</summary>
    /// <param name="values">One a pixel of the region, in reading order.</param>
    /// <param name="sums">[rows, columns], added to; pixels outside the content are left out.</param>
    public void Add(ReadOnlySpan<float> values, Span<float> sums) => Add(values, 0, 0, 1, sums);

    /// <summary>Sums values of pixels by the nearest of every <paramref name="stride"/>-th cell along both axes.</summary>
    /// <param name="values">One a pixel of the region, in reading order.</param>
    /// <param name="column">The first such column, below <paramref name="stride"/>.</param>
    /// <param name="row">The first such row, below <paramref name="stride"/>.</param>
    /// <param name="stride">Odd: every cell has one nearest.</param>
    /// <param name="sums">[rows, columns], added to; pixels outside the content are left out.</param>
    public void Add(ReadOnlySpan<float> values, int column, int row, int stride, Span<float> sums)
    {
        for (var i = 0; i < values.Length; i++)
            if (_cells[i] is { } cell)
                sums[(Nearest(cell.Row, row, stride, grid.Rows) * grid.Columns) + Nearest(cell.Column, column, stride, grid.Columns)] += values[i];
    }

    private static int Nearest(int place, int first, int stride, int count)
    {
        var step = (place - first + (stride / 2) + stride) / stride; // one too many, so that it divides no negative number
        return first + (Math.Clamp(step - 1, 0, (count - 1 - first) / stride) * stride);
    }

    private static IEnumerable<(int Column, int Row)?> Cells(RegionMask region, CellGrid grid, PictureTensor input)
    {
        foreach (var run in region.Runs)
            for (var at = run.Start; at < run.Start + run.Length; at++)
            {
                var (x, y) = (((at % region.Width) + 0.5) * input.Width / region.Width, ((at / region.Width) + 0.5) * input.Height / region.Height);
                yield return grid.IndexAt((int)x, (int)y) is >= 0 and var cell ? (cell % grid.Columns, cell / grid.Columns) : null;
            }
    }
}

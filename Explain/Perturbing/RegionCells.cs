namespace SegEdge.Explain;

/// <summary>A grid of cells split by a region into inside, boundary and context.</summary>
/// <remarks>The boundary is the morphological gradient of the region on the grid, dilation minus erosion by 3x3 cells (Rivest, Soille,
/// Beucher, Morphological gradients, J. Electronic Imaging 2(4), 1993): a cell belongs to it where the cells within one of it hold region
/// and surroundings. So an outline between two cells counts as one through a cell, and context is a whole cell away from any region
/// pixel: what a receptive field carries over the edge is not called context. Beyond the frame there are no cells: a region at the
/// frame's edge has its inside there. A region less than three cells wide has no inside.</remarks>
public sealed class RegionCells
{
    // A hole of a few pixels in a mask is no outline. On the other side no pixel is forgiven: a thin region is all of its evidence.
    private const double Whole = 0.98, Free = 1e-6;

    private readonly float[] _covered;
    private readonly CellPart[] _parts;

    /// <param name="region">At the output's resolution; the output shows the whole model input.</param>
    /// <param name="grid">In model input pixels.</param>
    public RegionCells(RegionMask region, CellGrid grid, PictureTensor input)
    {
        _covered = Cover(region, grid, (double)input.Width / region.Width, (double)input.Height / region.Height);
        _parts = new CellPart[grid.Count];
        for (var i = 0; i < _parts.Length; i++) _parts[i] = PartOf(i % grid.Columns, i / grid.Columns, grid);
        Window = Grow(region, grid, input);
    }

    /// <summary>[Rows, Columns]: share of each cell's area that is region, 0..1.</summary>
    public ReadOnlySpan<float> Covered => _covered;

    /// <summary>[Rows, Columns]</summary>
    public ReadOnlySpan<CellPart> Parts => _parts;

    /// <summary>The region's bounding box grown by one cell on every side, in output pixels, cut at the output's edges.</summary>
    public PixelRect Window { get; }

    /// <summary>Null when no cell is above 0: there is nothing to share out.</summary>
    /// <param name="cells">A map, [Rows, Columns].</param>
    public PartShares? Shares(ReadOnlySpan<float> cells)
    {
        double inside = 0, boundary = 0, context = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            var positive = Math.Max(0, cells[i]);
            if (_parts[i] == CellPart.Inside) inside += positive;
            else if (_parts[i] == CellPart.Boundary) boundary += positive;
            else context += positive;
        }
        var all = inside + boundary + context;
        return all > 0 ? new PartShares(inside / all, boundary / all, context / all) : null;
    }

    /// <summary>Lays every row of region pixels over the cells it touches: areas, so that neither grid has to divide the other.</summary>
    private static float[] Cover(RegionMask region, CellGrid grid, double pixelWidth, double pixelHeight)
    {
        var area = new double[grid.Count];
        foreach (var run in region.Runs)
        {
            for (int start = run.Start, end = run.Start + run.Length; start < end;)
            {
                var (x, y) = (start % region.Width, start / region.Width);
                var length = Math.Min(end - start, region.Width - x); // a run may go on in the next row
                AddArea(area, grid, x * pixelWidth, y * pixelHeight, (x + length) * pixelWidth, (y + 1) * pixelHeight);
                start += length;
            }
        }
        var covered = new float[grid.Count];
        for (var i = 0; i < covered.Length; i++) covered[i] = (float)Math.Min(1, area[i] / grid.Cell(i).Area);
        return covered;
    }

    private static void AddArea(double[] area, CellGrid grid, double left, double top, double right, double bottom)
    {
        for (var row = 0; row < grid.Rows; row++)
        {
            var band = grid.Block(0, row, grid.Columns, 1);
            var height = Math.Min(bottom, band.Bottom) - Math.Max(top, band.Y);
            if (height <= 0) continue;
            for (var column = 0; column < grid.Columns; column++)
            {
                var cell = grid.Block(column, row, 1, 1);
                var width = Math.Min(right, cell.Right) - Math.Max(left, cell.X);
                if (width > 0) area[(row * grid.Columns) + column] += width * height;
            }
        }
    }

    private CellPart PartOf(int column, int row, CellGrid grid)
    {
        var (least, most) = (1f, 0f);
        for (var y = Math.Max(0, row - 1); y <= Math.Min(grid.Rows - 1, row + 1); y++)
        {
            for (var x = Math.Max(0, column - 1); x <= Math.Min(grid.Columns - 1, column + 1); x++)
            {
                var covered = _covered[(y * grid.Columns) + x];
                (least, most) = (Math.Min(least, covered), Math.Max(most, covered));
            }
        }
        return most <= Free ? CellPart.Context : least >= Whole ? CellPart.Inside : CellPart.Boundary;
    }

    private static PixelRect Grow(RegionMask region, CellGrid grid, PictureTensor input)
    {
        var aside = (int)Math.Ceiling((double)grid.Content.Width / grid.Columns * region.Width / input.Width);
        var above = (int)Math.Ceiling((double)grid.Content.Height / grid.Rows * region.Height / input.Height);
        var (left, top) = (Math.Max(0, region.Bounds.X - aside), Math.Max(0, region.Bounds.Y - above));
        var (right, bottom) = (region.Bounds.Right + aside, region.Bounds.Bottom + above);
        return new PixelRect(left, top, Math.Min(right, region.Width) - left, Math.Min(bottom, region.Height) - top);
    }
}

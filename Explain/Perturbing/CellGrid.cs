namespace SegEdge.Explain;

/// <summary>Cells over the content of a model input: what is shown or hidden together. Row-major; letterbox padding belongs to no cell.
/// Cells differ by at most one pixel per side and cover the content without gap or overlap.</summary>
public sealed class CellGrid
{
    // An object part, a lane marking, a leaf: smaller cells are noise at the stride of 8 to 32 of common networks.
    private const int DefaultCellPx = 32;

    // Below 6 a map says no more than "left" or "right".
    private const int Fewest = 6;

    /// <param name="content">In model input pixels, without the letterbox padding.</param>
    /// <param name="cells">Null: about 32 px per cell, 6..40 cells per side; a side never has more cells than pixels.</param>
    /// <exception cref="ExplainException">The content is empty.</exception>
    public CellGrid(PixelRect content, CellCount? cells = null)
    {
        if (content.Width <= 0 || content.Height <= 0)
            throw new ExplainException(
                $"Content rectangle {content} is empty; expected the part of the model input that shows the picture.");
        Content = content;
        Columns = Math.Min(cells?.Columns ?? DefaultSide(content.Width), content.Width);
        Rows = Math.Min(cells?.Rows ?? DefaultSide(content.Height), content.Height);
    }

    public PixelRect Content { get; }

    public int Columns { get; }

    public int Rows { get; }

    public int Count => Columns * Rows;

    public CellCount Cells => new(Columns, Rows);

    /// <summary>The cell's pixels, in model input pixels.</summary>
    public PixelRect Cell(int index) => Block(index % Columns, index / Columns, 1, 1);

    /// <summary>The cell that holds a pixel of the model input; -1 outside the content.</summary>
    public int IndexAt(int x, int y)
    {
        var (right, down) = (x - Content.X, y - Content.Y);
        if (right < 0 || down < 0 || right >= Content.Width || down >= Content.Height) return -1;
        return (Holder(down, Rows, Content.Height) * Columns) + Holder(right, Columns, Content.Width);
    }

    /// <summary>The pixels of a rectangle of cells.</summary>
    public PixelRect Block(int column, int row, int columns, int rows)
    {
        var (left, right) = (Edge(column, Columns, Content.Width), Edge(column + columns, Columns, Content.Width));
        var (top, bottom) = (Edge(row, Rows, Content.Height), Edge(row + rows, Rows, Content.Height));
        return new PixelRect(Content.X + left, Content.Y + top, right - left, bottom - top);
    }

    /// <summary>Each pixel takes its cell's value: hard edges.</summary>
    /// <param name="cells">[Rows, Columns]</param>
    /// <param name="pixels">Whole model input, row-major; only the content is written.</param>
    public void FillNearest(ReadOnlySpan<float> cells, Span<float> pixels, int pictureWidth)
    {
        for (var i = 0; i < Count; i++)
        {
            var cell = Cell(i);
            for (var y = cell.Y; y < cell.Bottom; y++) pixels.Slice((y * pictureWidth) + cell.X, cell.Width).Fill(cells[i]);
        }
    }

    private static int DefaultSide(int pixels) => Math.Clamp((pixels + (DefaultCellPx / 2)) / DefaultCellPx, Fewest, CellCount.Most);

    // The last cell whose edge is not beyond the pixel.
    private static int Holder(int pixel, int count, int pixels) => (int)((((pixel + 1L) * count) - 1) / pixels);

    private static int Edge(int index, int count, int pixels) => (int)((long)index * pixels / count);
}

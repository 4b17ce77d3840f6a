namespace SegEdge.Explain;

/// <summary>From cells to pixels: the mask of a coalition s is Down · s · Across.</summary>
/// <param name="Down">[Height, rows] of the model's input.</param>
/// <param name="Across">[columns, Width].</param>
public sealed record Enlargement(float[] Down, float[] Across)
{
    /// <summary>Linear between the cells' centres, constant beyond the outer ones; outside the content 0, where picture and reference are the same.</summary>
    public static Enlargement Soft(CellGrid grid, PictureTensor input)
    {
        var (content, down, across) = (grid.Content, new float[input.Height * grid.Rows], new float[grid.Columns * input.Width]);
        for (var y = 0; y < content.Height; y++)
        {
            var (above, share) = Place(y, grid.Rows, content.Height);
            down[((content.Y + y) * grid.Rows) + above] += 1 - share;
            if (share > 0) down[((content.Y + y) * grid.Rows) + above + 1] += share;
        }
        for (var x = 0; x < content.Width; x++)
        {
            var (left, share) = Place(x, grid.Columns, content.Width);
            across[(left * input.Width) + content.X + x] += 1 - share;
            if (share > 0) across[((left + 1) * input.Width) + content.X + x] += share;
        }
        return new Enlargement(down, across);
    }

    // Half-pixel centres, as in ONNX's Resize.
    private static (int Before, float ShareOfNext) Place(int pixel, int cells, int pixels)
    {
        var at = Math.Clamp(((pixel + 0.5) * cells / pixels) - 0.5, 0, cells - 1);
        return ((int)at, (float)(at - (int)at));
    }
}

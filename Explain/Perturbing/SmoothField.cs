using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>Spreads a coarse lattice over the content's pixels, bilinearly between lattice centres and constant beyond the outer ones.
/// Owns its scratch rows: no allocation per field.</summary>
public sealed class SmoothField(PixelRect content, int pictureWidth)
{
    private readonly int[] _left = new int[content.Width];
    private readonly float[] _share = new float[content.Width]; // of the right neighbour
    private float[] _wide = []; // [rows, content.Width]: the lattice stretched sideways only

    /// <summary>The lattice covers the content exactly.</summary>
    /// <param name="lattice">[rows, columns]</param>
    /// <param name="pixels">Whole model input, row-major; only the content is written.</param>
    public void Fill(ReadOnlySpan<float> lattice, int columns, int rows, Span<float> pixels) =>
        Fill(lattice, columns, rows, (double)content.Width / columns, (double)content.Height / rows, 0, 0, pixels);

    /// <summary>The lattice may be larger than the content, which then is a window on it.</summary>
    /// <param name="cellWidthPx">Pixels from one lattice column to the next.</param>
    /// <param name="shiftXPx">Where the window starts, from the lattice's left edge.</param>
    public void Fill(ReadOnlySpan<float> lattice, int columns, int rows, double cellWidthPx, double cellHeightPx,
        double shiftXPx, double shiftYPx, Span<float> pixels)
    {
        StretchSideways(lattice, columns, rows, cellWidthPx, shiftXPx);
        for (var y = 0; y < content.Height; y++)
        {
            var (above, share) = Place(y, cellHeightPx, shiftYPx, rows);
            var upper = _wide.AsSpan(above * content.Width, content.Width);
            var lower = _wide.AsSpan(Math.Min(above + 1, rows - 1) * content.Width, content.Width);
            TensorPrimitives.Lerp(upper, lower, share, pixels.Slice(((content.Y + y) * pictureWidth) + content.X, content.Width));
        }
    }

    /// <summary>The field's value at one place of the content, in pixels from its corner: the same arithmetic for single points.</summary>
    public static double At(
        ReadOnlySpan<float> lattice, int columns, int rows, double cellWidthPx, double cellHeightPx, double xPx, double yPx)
    {
        var (left, right) = Place(xPx - 0.5, cellWidthPx, 0, columns);
        var (above, below) = Place(yPx - 0.5, cellHeightPx, 0, rows);
        var (nextColumn, nextRow) = (Math.Min(left + 1, columns - 1), Math.Min(above + 1, rows - 1));
        var upper = double.Lerp(lattice[(above * columns) + left], lattice[(above * columns) + nextColumn], right);
        var lower = double.Lerp(lattice[(nextRow * columns) + left], lattice[(nextRow * columns) + nextColumn], right);
        return double.Lerp(upper, lower, below);
    }

    private void StretchSideways(ReadOnlySpan<float> lattice, int columns, int rows, double cellWidthPx, double shiftXPx)
    {
        if (_wide.Length < rows * content.Width) _wide = new float[rows * content.Width];
        for (var x = 0; x < content.Width; x++) (_left[x], _share[x]) = Place(x, cellWidthPx, shiftXPx, columns);
        for (var row = 0; row < rows; row++)
        {
            var from = lattice.Slice(row * columns, columns);
            var to = _wide.AsSpan(row * content.Width, content.Width);
            for (var x = 0; x < to.Length; x++)
            {
                var (left, right) = (from[_left[x]], from[Math.Min(_left[x] + 1, columns - 1)]);
                to[x] = left + (_share[x] * (right - left));
            }
        }
    }

    /// <summary>Pixel centre to lattice centres: the one before it, and the share of the one after.</summary>
    private static (int Before, float ShareOfNext) Place(double pixel, double cellPx, double shiftPx, int count)
    {
        var at = Math.Clamp(((pixel + 0.5 + shiftPx) / cellPx) - 0.5, 0, count - 1);
        var before = (int)at;
        return (before, (float)(at - before));
    }
}

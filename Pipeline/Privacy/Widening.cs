namespace SegEdge.Pipeline.Privacy;

/// <summary>A mask made wider by a square, in place.</summary>
/// <remarks>Dilation (Serra, Image Analysis and Mathematical Morphology, 1982) along rows, then along columns. Not OpenCV's: called from any thread of the pool, it keeps buffers for each of them.</remarks>
internal sealed class Widening
{
    private const byte Marked = 255, Widened = 1;

    private int[] _reach = [];

    /// <param name="mask">Row-major; 255 is marked, 0 is not. On return anything but 0 is.</param>
    /// <param name="by">Pixels to each side.</param>
    public void Widen(Span<byte> mask, int width, int by)
    {
        var height = mask.Length / width;
        for (var y = 0; y < height; y++)
        {
            var row = mask.Slice(y * width, width);
            if (!row.Contains(Marked)) continue;
            var reach = -1;
            for (var x = 0; x < width; x++)
                if (row[x] == Marked) reach = x + by;
                else if (x <= reach) row[x] = Widened;
            reach = width;
            for (var x = width - 1; x >= 0; x--)
                if (row[x] == Marked) reach = x - by;
                else if (x >= reach) row[x] = Widened;
            row.Replace(Widened, Marked);
        }

        if (_reach.Length < width) _reach = new int[width];
        var columns = _reach.AsSpan(0, width);
        columns.Fill(-1);
        for (var y = 0; y < height; y++) Widen(mask.Slice(y * width, width), columns, y, by);
        columns.Fill(height);
        for (var y = height - 1; y >= 0; y--) Widen(mask.Slice(y * width, width), columns, y, -by);
    }

    // One row of the way down (by above 0) or up: how far the last mark of each column reaches.
    private static void Widen(Span<byte> row, Span<int> reach, int y, int by)
    {
        for (var x = 0; x < row.Length; x++)
            if (row[x] == Marked) reach[x] = y + by;
            else if (by > 0 ? y <= reach[x] : y >= reach[x]) row[x] = Widened;
    }
}

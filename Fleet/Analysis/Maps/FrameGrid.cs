using SegEdge.Telemetry.Codecs;

namespace SegEdge.Fleet.Analysis;

/// <summary>A grid over a camera's frame that maps of any size and place are laid on, so that they can be added up.</summary>
/// <param name="width">Of the frame, in its pixels.</param>
public sealed class FrameGrid(double width, double height)
{
    public const int Columns = 32, Rows = 20;

    public static int Cells => Columns * Rows;

    /// <summary>The positive part of a map, which is what speaks for the class, as shares that sum to 1; a cell of the map is spread over the cells that it covers.</summary>
    /// <returns>Null where nothing in it is positive.</returns>
    public double[]? Lay(HeatMap map)
    {
        var laid = new double[Cells];
        var values = map.Values.Span;
        var (wide, high) = ((double)map.Rect.W / map.Cells.W / width * Columns, (double)map.Rect.H / map.Cells.H / height * Rows);
        var (left, top) = (map.Rect.X / width * Columns, map.Rect.Y / height * Rows);
        var total = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            if (!(values[i] > 0)) continue;
            Spread(laid, values[i], left + i % map.Cells.W * wide, wide, top + i / map.Cells.W * high, high);
            total += values[i];
        }

        if (total <= 0) return null;
        for (var i = 0; i < laid.Length; i++) laid[i] /= total;
        return laid;
    }

    private static void Spread(double[] laid, double value, double x, double wide, double y, double high)
    {
        for (var row = (int)y; row < Math.Min(Rows, y + high); row++)
        {
            var inRow = (Math.Min(row + 1, y + high) - Math.Max(row, y)) / high;
            for (var column = (int)x; column < Math.Min(Columns, x + wide); column++)
                laid[row * Columns + column] += value * inRow * (Math.Min(column + 1, x + wide) - Math.Max(column, x)) / wide;
        }
    }
}

using OpenCvSharp;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>The cells around one region by the rule of <c>models/shortcut-planted/README.md</c>: its context, and in it the cells of its stick.</summary>
internal sealed class MarkerCells
{
    // Of the 256 x 160 picture: two pixels of outline; four cells of 16, a plant with its stick.
    private const int GrownPx = 2, ReachPx = 64;

    // Of a cell's area: less is the tip of a stick.
    private const double LeastCover = 0.2;

    private readonly bool[] _context, _marker;
    private readonly double[] _distance; // cell middle to the region, in cells

    private MarkerCells(bool[] context, bool[] marker, double[] distance) => (_context, _marker, _distance) = (context, marker, distance);

    /// <returns>Null where no stick can be told from the region: it is no case.</returns>
    /// <param name="markers">uint8 [height, width] of the region's size, 1 = stick; the grid lies over all of it.</param>
    public static MarkerCells? Of(RegionMask region, ReadOnlySpan<byte> markers, CellGrid grid)
    {
        using var mask = Mat.FromPixelData(region.Height, region.Width, MatType.CV_8UC1, region.ToPixels());
        using var outside = new Mat();
        using var distances = new Mat();
        Cv2.Compare(mask, new Scalar(0), outside, CmpTypes.EQ);
        Cv2.DistanceTransform(outside, distances, DistanceTypes.L2, DistanceTransformMasks.Precise);
        distances.GetArray(out float[] away);
        var (centreX, centreY) = Centre(region);
        var (context, marker, distance) = (new bool[grid.Count], new bool[grid.Count], new double[grid.Count]);
        for (var i = 0; i < grid.Count; i++)
        {
            var cell = grid.Cell(i);
            var (covered, nearest) = (0, float.PositiveInfinity);
            for (var y = cell.Y; y < cell.Bottom; y++)
                for (var x = cell.X; x < cell.Right; x++)
                {
                    var pixel = (y * region.Width) + x;
                    covered += markers[pixel];
                    nearest = Math.Min(nearest, away[pixel]);
                }
            var (middleX, middleY) = (cell.X + (cell.Width / 2.0), cell.Y + (cell.Height / 2.0));
            context[i] = nearest > GrownPx;
            marker[i] = context[i] && covered >= LeastCover * cell.Area && Math.Sqrt(Squared(middleX - centreX) + Squared(middleY - centreY)) <= ReachPx;
            distance[i] = away[((int)middleY * region.Width) + (int)middleX] / Math.Sqrt(cell.Area);
        }
        return marker.Contains(true) ? new MarkerCells(context, marker, distance) : null;
    }

    /// <summary>[rows, columns]</summary>
    public ReadOnlySpan<bool> Markers => _marker;

    /// <summary>[rows, columns]</summary>
    public ReadOnlySpan<bool> Context => _context;

    public ShortcutReading Read(ReadOnlySpan<float> map)
    {
        double all = 0, context = 0;
        var best = float.NegativeInfinity;
        for (var i = 0; i < map.Length; i++)
        {
            var positive = Math.Max(0, map[i]);
            all += positive;
            if (_context[i]) context += positive;
            if (_marker[i]) best = Math.Max(best, map[i]);
        }
        var (rank, others) = (1, 0);
        for (var i = 0; i < map.Length; i++)
        {
            if (!_context[i] || _marker[i]) continue;
            others++;
            if (map[i] >= best) rank++;
        }
        // A cell that does not speak for the class is in no list of those that do.
        return new ShortcutReading(best > 0 ? rank : others + 1, all > 0 ? context / all : 0, Near(map));
    }

    /// <summary>Mean over marker cells of the share of other context cells at the same distance, within a cell, that they are above; ties count half.</summary>
    private double? Near(ReadOnlySpan<float> map)
    {
        var (sum, count) = (0.0, 0);
        for (var m = 0; m < map.Length; m++)
        {
            if (!_marker[m]) continue;
            var (below, others) = (0.0, 0);
            for (var i = 0; i < map.Length; i++)
            {
                if (!_context[i] || _marker[i] || Math.Abs(_distance[i] - _distance[m]) > 1) continue;
                others++;
                below += map[i] < map[m] ? 1 : map[i] == map[m] ? 0.5 : 0;
            }
            if (others == 0) continue;
            sum += below / others;
            count++;
        }
        return count > 0 ? sum / count : null;
    }

    private static (double X, double Y) Centre(RegionMask region)
    {
        var (x, y) = (0.0, 0.0);
        foreach (var run in region.Runs)
            for (var i = run.Start; i < run.Start + run.Length; i++) (x, y) = (x + (i % region.Width) + 0.5, y + (i / region.Width) + 0.5);
        return (x / region.Area, y / region.Area);
    }

    private static double Squared(double value) => value * value;
}

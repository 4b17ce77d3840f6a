using SegEdge.Explain;

namespace SegEdge.Pipeline.Tiling;

/// <summary>The tile that had most to say about a region of a blended class map, and the part of the region that it holds.</summary>
internal static class RegionTile
{
    /// <summary>The tile with the largest sum of weights over the region's pixels; of equals the first.</summary>
    /// <param name="across">In pixels of the region's mask, as <paramref name="down"/> is.</param>
    public static (int Row, int Column) Of(RegionMask region, TileAxis across, TileAxis down)
    {
        float[][] rows = [.. Enumerable.Range(0, down.Starts.Count).Select(down.Weights)];
        double[][] upTo = [.. Enumerable.Range(0, across.Starts.Count).Select(i => UpTo(across.Weights(i)))];
        var says = new double[rows.Length, upTo.Length];
        foreach (var (y, from, to) in Segments(region))
            for (var j = 0; j < rows.Length; j++)
            {
                if (y < down.Starts[j] || y >= down.Starts[j] + down.Tile) continue;
                for (var i = 0; i < upTo.Length; i++) says[j, i] += rows[j][y - down.Starts[j]] * (Sum(i, to) - Sum(i, from));
            }
        var (row, column) = (0, 0);
        for (var j = 0; j < rows.Length; j++)
            for (var i = 0; i < upTo.Length; i++)
                if (says[j, i] > says[row, column]) (row, column) = (j, i);
        return (row, column);

        double Sum(int i, int x) => upTo[i][Math.Clamp(x - across.Starts[i], 0, across.Tile)];
    }

    /// <summary>The part of the region within a tile, in the tile's pixels.</summary>
    /// <exception cref="ExplainException">No pixel of it is.</exception>
    public static RegionMask Within(RegionMask region, int x, int y, int width, int height)
    {
        var pixels = new byte[width * height];
        foreach (var (row, from, to) in Segments(region))
        {
            if (row < y || row >= y + height) continue;
            int first = Math.Max(from, x), end = Math.Min(to, x + width);
            if (first < end) pixels.AsSpan(((row - y) * width) + first - x, end - first).Fill(1);
        }
        return new RegionMask(pixels, width, height);
    }

    // Runs go on over the ends of rows.
    private static IEnumerable<(int Y, int From, int To)> Segments(RegionMask region)
    {
        foreach (var run in region.Runs)
            for (int at = run.Start, end = run.Start + run.Length; at < end;)
            {
                var (y, x) = (at / region.Width, at % region.Width);
                var length = Math.Min(end - at, region.Width - x);
                yield return (y, x, x + length);
                at += length;
            }
    }

    private static double[] UpTo(float[] weights)
    {
        var sums = new double[weights.Length + 1];
        for (var i = 0; i < weights.Length; i++) sums[i + 1] = sums[i] + weights[i];
        return sums;
    }
}

namespace SegEdge.Pipeline.Tiling;

/// <summary>Where tiles begin along one axis of a picture, and how much say each of them has in every place.</summary>
/// <param name="Length">Of the picture, in pixels.</param>
/// <param name="Tile">Length of a tile.</param>
/// <param name="Starts">Ascending, from 0 to <paramref name="Length"/> − <paramref name="Tile"/>; each tile overlaps or touches the one before.</param>
internal sealed record TileAxis(int Length, int Tile, IReadOnlyList<int> Starts)
{
    /// <summary>As few tiles as the overlap allows, evenly spread; the last one is moved inwards to end where the picture ends, so that no tile shows padding,
    /// which the network would take for a part of the scene.</summary>
    /// <param name="overlap">The least that two neighbours have in common, below <paramref name="tile"/>.</param>
    /// <param name="step">All starts but the last are multiples of it; at most <paramref name="tile"/> − <paramref name="overlap"/>.</param>
    public static TileAxis Cover(int length, int tile, int overlap, int step)
    {
        var span = length - tile;
        if (span == 0) return new TileAxis(length, tile, [0]);
        var furthest = (tile - overlap) / step * step;
        var gaps = Up(span, furthest);
        var gap = Up(Up(span, gaps), step) * step;
        return new TileAxis(length, tile, [.. Enumerable.Range(0, gaps).Select(i => i * gap), span]);

        static int Up(int value, int by) => (value + by - 1) / by;
    }

    /// <summary>The same in pixels of an output that has <paramref name="tile"/> of them for a tile.</summary>
    public TileAxis At(int tile) => new((int)Scaled(Length, tile), tile, [.. Starts.Select(s => (int)Scaled(s, tile))]);

    /// <summary>Of tile <paramref name="index"/>, one for each of its pixels, all above 0: a raised cosine from its edge to where the neighbour ends, 1 at the picture's own
    /// edges and where it is alone. Over all tiles that hold a pixel they add up to 1.</summary>
    public float[] Weights(int index)
    {
        var weights = new float[Tile];
        for (var p = 0; p < Tile; p++)
        {
            var sum = 0.0;
            for (var i = 0; i < Starts.Count; i++) sum += Raw(i, Starts[index] + p);
            weights[p] = (float)(Raw(index, Starts[index] + p) / sum);
        }
        return weights;
    }

    private double Raw(int index, int place)
    {
        if (place < Starts[index] || place >= Starts[index] + Tile) return 0;
        double fromStart = place + 0.5 - Starts[index], toEnd = Starts[index] + Tile - (place + 0.5);
        return (index == 0 ? 1 : Ramp(fromStart, Shared(index - 1))) * (index == Starts.Count - 1 ? 1 : Ramp(toEnd, Shared(index)));
    }

    // With the next tile.
    private int Shared(int index) => Starts[index] + Tile - Starts[index + 1];

    private static double Ramp(double distance, int over) => distance >= over ? 1 : Math.Pow(Math.Sin(Math.PI / 2 * distance / over), 2);

    private long Scaled(int pixels, int tile) => (long)pixels * tile / Tile;
}

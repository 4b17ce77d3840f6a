namespace SegEdge.Pipeline.Tiling;

/// <summary>How visible the seams of a tiled class map are: how often two neighbouring pixels have different classes across a seam, held against the same across the lines
/// beside it, which show the same part of the scene. Without a trace of tiles both are equal but for chance.</summary>
/// <remarks>A seam is a line where something about tiles changes: where one begins, where one ends, and the middle between, where the say passes from one to the other.
/// Each is compared with all lines up to <see cref="ReachPx"/> pixels of the class map beside it that are no seams themselves. One thread owns it.</remarks>
public sealed class SeamDisagreement
{
    /// <summary>Near enough to show the same things, and enough lines to know how much is chance.</summary>
    public const int ReachPx = 32;

    private readonly TileGrid _grid;
    private double _pairs, _along, _beside;

    internal SeamDisagreement(TileGrid grid) => _grid = grid;

    /// <summary>Null for a model without tiling.</summary>
    public static SeamDisagreement? For(SegmentationModel model) => model.Grid is { } grid ? new SeamDisagreement(grid) : null;

    /// <summary>Share of neighbouring pixels across seams whose classes differ, 0..1, over all maps so far; NaN where there is no seam.</summary>
    public double AlongSeams => _along / _pairs;

    /// <summary>The same across the lines beside them.</summary>
    public double Elsewhere => _beside / _pairs;

    /// <param name="map">Of the whole picture.</param>
    public void Add(ClassMap map)
    {
        var (width, height) = (map.Size.Width, map.Size.Height);
        long[] across = new long[width], down = new long[height];
        ReadOnlySpan<byte> above = default;
        for (var y = 0; y < height; y++)
        {
            var row = map.Classes.Slice(y * width, width);
            for (var x = 1; x < width; x++) across[x] += row[x] != row[x - 1] ? 1 : 0;
            for (var x = 0; x < above.Length; x++) down[y] += row[x] != above[x] ? 1 : 0;
            above = row;
        }
        Add(across, Seams(_grid.Across, width), height);
        Add(down, Seams(_grid.Down, height), width);
    }

    // Line i lies between pixels i - 1 and i.
    private static HashSet<int> Seams(TileAxis axis, int length)
    {
        var inMap = axis.At((int)((long)axis.Tile * length / axis.Length));
        HashSet<int> seams = [];
        for (var i = 1; i < inMap.Starts.Count; i++)
        {
            var (start, end) = (inMap.Starts[i], inMap.Starts[i - 1] + inMap.Tile);
            seams.UnionWith([start, end, (start + end) / 2]);
        }
        return seams;
    }

    private void Add(long[] differing, HashSet<int> seams, int pairs)
    {
        foreach (var seam in seams)
        {
            double sum = 0;
            var lines = 0;
            for (var line = Math.Max(1, seam - ReachPx); line <= Math.Min(differing.Length - 1, seam + ReachPx); line++)
            {
                if (seams.Contains(line)) continue;
                sum += differing[line];
                lines++;
            }
            if (lines == 0) continue;
            _along += differing[seam];
            _beside += sum / lines;
            _pairs += pairs;
        }
    }
}

namespace SegEdge.Pipeline.Tiling;

/// <summary>How visible the seams of a tiled class map are: how often two neighbouring pixels have different classes across a seam, held against the same across lines
/// beside it, which show the same part of the scene. Without a trace of tiles both are equal but for chance.</summary>
/// <remarks>A seam is a line where something about tiles changes: where one begins, where one ends, and the middle between, where the say passes from one to the other.
/// Each is compared with the <see cref="Lines"/> to each side of it that lie <see cref="SpacingPx"/> apart and are no seams themselves. One thread owns it.</remarks>
public sealed class SeamDisagreement
{
    /// <summary>Pixels of the network's input, its usual coarsest grid. Where scores are enlarged from a coarse grid, borders of classes gather on its lines, with tiles or without (ESPNet:
    /// 2.0 % of the pixels on them, 1.4 % between), and so do tiles: lines of another phase would be no control.</summary>
    public const int SpacingPx = 32;

    /// <summary>Near enough to show the same things, and enough to know how much is chance.</summary>
    public const int Lines = 4;

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
        Add(across, _grid.Across, height);
        Add(down, _grid.Down, width);
    }

    // Line i lies between pixels i - 1 and i.
    private void Add(long[] differing, TileAxis axis, int pairs)
    {
        var inMap = axis.At(axis.Tile * differing.Length / axis.Length);
        var spacing = Math.Max(1, SpacingPx * inMap.Tile / axis.Tile);
        HashSet<int> seams = [];
        for (var i = 1; i < inMap.Starts.Count; i++)
        {
            var (start, end) = (inMap.Starts[i], inMap.Starts[i - 1] + inMap.Tile);
            seams.UnionWith([start, end, (start + end) / 2]);
        }
        foreach (var seam in seams)
        {
            long sum = 0;
            var lines = 0;
            for (var k = -Lines; k <= Lines; k++)
            {
                var line = seam + (k * spacing);
                if (line < 1 || line >= differing.Length || seams.Contains(line)) continue;
                sum += differing[line];
                lines++;
            }
            if (lines == 0) continue;
            _along += differing[seam];
            _beside += (double)sum / lines;
            _pairs += pairs;
        }
    }
}

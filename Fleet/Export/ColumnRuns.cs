namespace SegEdge.Fleet.Export;

/// <summary>Where each region lies, as runs down the columns from the left: what COCO's run lengths are made of. One pass over the pixels, whatever the number of regions.</summary>
public sealed class ColumnRuns
{
    private readonly (int Start, int Length)[] _runs;
    private readonly int[] _firstOf;

    public ColumnRuns(PixelRegions regions)
    {
        var all = Collect(regions);
        _firstOf = new int[regions.Regions.Count + 1];
        foreach (var run in all) _firstOf[run.Region + 1]++;
        for (var i = 1; i < _firstOf.Length; i++) _firstOf[i] += _firstOf[i - 1];
        _runs = new (int, int)[all.Count];
        var next = _firstOf.AsSpan(0, regions.Regions.Count).ToArray();
        foreach (var (region, start, length) in all) _runs[next[region]++] = (start, length);
    }

    /// <summary>Of one region, in their order; counted down the columns.</summary>
    public ReadOnlySpan<(int Start, int Length)> Of(int region) => _runs.AsSpan(_firstOf[region].._firstOf[region + 1]);

    private static List<(int Region, int Start, int Length)> Collect(PixelRegions regions)
    {
        var labels = regions.Labels;
        var (width, height) = (regions.Width, regions.Height);
        var all = new List<(int Region, int Start, int Length)>();
        var (current, start) = (labels[0], 0);
        for (var x = 0; x < width; x++)
            for (var y = 0; y < height; y++)
            {
                var label = labels[(y * width) + x];
                if (label == current) continue;
                var at = (x * height) + y;
                all.Add((current, start, at - start));
                (current, start) = (label, at);
            }

        all.Add((current, start, labels.Length - start));
        return all;
    }
}

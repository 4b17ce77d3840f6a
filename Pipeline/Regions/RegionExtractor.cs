using OpenCvSharp;

namespace SegEdge.Pipeline.Regions;

/// <summary>Finds connected regions (8-connected) in class maps. Works on every n-th pixel so that the longer side is at most 320: its
/// cost does not grow with the model, and a region smaller than a few pixels of that grid is noise anyway. One thread owns it.</summary>
internal sealed class RegionExtractor(RegionOptions options) : IDisposable
{
    private const int LongerSide = 320;

    private readonly Mat _labels = new(), _stats = new(), _centroids = new(), _reduced = new(), _mask = new();
    private readonly InstanceRegions _instances = new(options);
    private double[] _marginOf = [];

    /// <returns>The largest regions of all heads, largest first.</returns>
    public IReadOnlyList<Region> Extract(Segmentation segmentation, Letterbox letterbox)
    {
        var regions = new List<Region>();
        for (var h = 0; h < segmentation.Heads.Count; h++)
        {
            var map = segmentation.Heads[h];
            Extract(h, map, letterbox.ContentIn(map.Size), regions);
        }
        regions.Sort((a, b) => b.Area.CompareTo(a.Area));
        if (regions.Count > options.Most) regions.RemoveRange(options.Most, regions.Count - options.Most);
        return regions;
    }

    public void Dispose()
    {
        foreach (var mat in new[] { _labels, _stats, _centroids, _reduced, _mask }) mat.Dispose();
    }

    private void Extract(int head, ClassMap map, Rect content, List<Region> into)
    {
        var step = Math.Max(1, (Math.Max(content.Width, content.Height) + LongerSide - 1) / LongerSide);
        var grid = new RegionGrid(content, step, map.Size.Width);
        if (map.HasInstances)
        {
            _instances.Extract(head, map, grid, into);
            return;
        }
        foreach (var c in Reduce(map, grid))
        {
            Cv2.Compare(_reduced, new Scalar(c), _mask, CmpTypes.EQ);
            var count = Cv2.ConnectedComponentsWithStats(_mask, _labels, _stats, _centroids);
            SumMargins(map, grid, count);
            for (var label = 1; label < count; label++)
            {
                var pixels = Stat(label, ConnectedComponentsTypes.Area);
                var area = (float)pixels / (grid.Columns * grid.Rows);
                if (area < options.MinArea) continue;

                var box = new Rect(Stat(label, ConnectedComponentsTypes.Left), Stat(label, ConnectedComponentsTypes.Top),
                    Stat(label, ConnectedComponentsTypes.Width), Stat(label, ConnectedComponentsTypes.Height));
                into.Add(new Region(head, c,
                    new Rect(content.X + (box.X * step), content.Y + (box.Y * step), box.Width * step, box.Height * step),
                    SeedOf(label, box, grid), pixels * step * step, area,
                    map.Margins.IsEmpty ? null : (float)(_marginOf[label] / pixels)));
            }
        }
    }

    /// <summary>Fills the reduced map and tells which classes are in it.</summary>
    private unsafe List<byte> Reduce(ClassMap map, RegionGrid grid)
    {
        _reduced.Create(grid.Rows, grid.Columns, MatType.CV_8UC1);
        Span<bool> seen = stackalloc bool[256];
        var classes = map.Classes;
        for (var y = 0; y < grid.Rows; y++)
        {
            var row = new Span<byte>((void*)_reduced.Ptr(y), grid.Columns);
            for (var x = 0; x < row.Length; x++) seen[row[x] = classes[grid.Index(x, y)]] = true;
        }
        var present = new List<byte>();
        for (var c = 0; c < seen.Length; c++)
            if (seen[c]) present.Add((byte)c);
        return present;
    }

    private unsafe void SumMargins(ClassMap map, RegionGrid grid, int count)
    {
        if (map.Margins.IsEmpty) return;
        if (_marginOf.Length < count) _marginOf = new double[count];
        Array.Clear(_marginOf);
        for (var y = 0; y < grid.Rows; y++)
        {
            var row = new ReadOnlySpan<int>((void*)_labels.Ptr(y), grid.Columns);
            for (var x = 0; x < row.Length; x++) _marginOf[row[x]] += map.Margins[grid.Index(x, y)];
        }
    }

    // The box's top row holds at least one pixel of the label, by the definition of a box.
    private unsafe Point SeedOf(int label, Rect box, RegionGrid grid)
    {
        var row = new ReadOnlySpan<int>((void*)_labels.Ptr(box.Y), grid.Columns).Slice(box.X, box.Width);
        return grid.PixelOf(box.X + row.IndexOf(label), box.Y);
    }

    private int Stat(int label, ConnectedComponentsTypes which) => _stats.At<int>(label, (int)which);
}

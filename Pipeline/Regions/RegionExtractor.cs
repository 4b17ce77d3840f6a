using OpenCvSharp;

namespace SegEdge.Pipeline.Regions;

/// <summary>Finds connected regions (8-connected) in class maps. Works on every n-th pixel so that the longer side is at most 320: its
/// cost does not grow with the model, and a region smaller than a few pixels of that grid is noise anyway. One thread owns it.</summary>
internal sealed class RegionExtractor(RegionOptions options)
{
    private const int LongerSide = 320;

    private readonly MapComponents _components = new();
    private readonly InstanceRegions _instances = new(options);
    private byte[] _classes = [];
    private float[] _margins = [];

    /// <summary>Puts the largest regions of all heads, largest first, where the class maps are.</summary>
    public void Extract(Segmentation segmentation, Letterbox letterbox)
    {
        var regions = segmentation.Found;
        regions.Clear();
        for (var h = 0; h < segmentation.Heads.Count; h++)
        {
            var map = segmentation.Heads[h];
            Extract(h, map, letterbox.ContentIn(map.Size), regions);
        }
        regions.Sort(static (a, b) => b.Area.CompareTo(a.Area));
        if (regions.Count > options.Most) regions.RemoveRange(options.Most, regions.Count - options.Most);
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
        var places = grid.Columns * grid.Rows;
        Reduce(map, grid, places);
        var margins = map.Margins.IsEmpty ? default : _margins.AsSpan(0, places);
        foreach (ref readonly var found in _components.Find(_classes.AsSpan(0, places), margins, grid.Columns))
        {
            var area = (float)found.Places / places;
            if (area < options.MinArea) continue;
            into.Add(new Region(head, found.Class,
                new Rect(content.X + (found.Left * step), content.Y + (found.Top * step), (found.Right - found.Left) * step, (found.Bottom - found.Top) * step),
                grid.PixelOf(found.SeedX, found.Top), found.Places * step * step, area,
                map.Margins.IsEmpty ? null : (float)(found.Margins / found.Places)));
        }
    }

    private void Reduce(ClassMap map, RegionGrid grid, int places)
    {
        if (_classes.Length < places) (_classes, _margins) = (new byte[places], new float[places]);
        var classes = map.Classes;
        var margins = map.Margins;
        for (var y = 0; y < grid.Rows; y++)
            for (int x = 0, to = y * grid.Columns, from = grid.Index(0, y); x < grid.Columns; x++, to++, from += grid.Step)
            {
                _classes[to] = classes[from];
                if (!margins.IsEmpty) _margins[to] = margins[from];
            }
    }
}

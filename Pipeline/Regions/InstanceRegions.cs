using OpenCvSharp;

namespace SegEdge.Pipeline.Regions;

/// <summary>One region an object: two that touch stay two, and one behind a post stays one. The background is no region. One thread owns it.</summary>
internal sealed class InstanceRegions(RegionOptions options)
{
    private readonly Seen[] _seen = new Seen[byte.MaxValue + 1];

    public void Extract(int head, ClassMap map, RegionGrid grid, List<Region> into)
    {
        Array.Clear(_seen);
        for (var y = 0; y < grid.Rows; y++)
            for (var x = 0; x < grid.Columns; x++)
            {
                var pixel = grid.Index(x, y);
                if (map.InstanceIds[pixel] is > 0 and var id) _seen[id].Add(x, y, map.Margins[pixel]);
            }
        for (var i = 0; i < map.Instances.Length; i++)
        {
            ref readonly var seen = ref _seen[i + 1];
            var area = (float)seen.Pixels / (grid.Columns * grid.Rows);
            if (seen.Pixels > 0 && area >= options.MinArea) into.Add(seen.ToRegion(head, map.Instances[i].Class, i + 1, area, grid));
        }
    }

    /// <summary>What was seen of one object, in places of the grid.</summary>
    private struct Seen
    {
        private int _left, _top, _right, _bottom; // exclusive
        private int _seedX;
        private double _margin;

        public int Pixels { get; private set; }

        public void Add(int x, int y, float margin)
        {
            if (Pixels == 0) (_left, _top, _right, _seedX) = (x, y, x + 1, x);
            (_left, _right, _bottom) = (Math.Min(_left, x), Math.Max(_right, x + 1), y + 1);
            _margin += margin;
            Pixels++;
        }

        public readonly Region ToRegion(int head, int classIndex, int instance, float area, RegionGrid grid)
        {
            var step = grid.Step;
            var box = new Rect(grid.Content.X + (_left * step), grid.Content.Y + (_top * step), (_right - _left) * step, (_bottom - _top) * step);
            return new Region(head, classIndex, box, grid.PixelOf(_seedX, _top), Pixels * step * step, area, (float)(_margin / Pixels), Instance: instance);
        }
    }
}

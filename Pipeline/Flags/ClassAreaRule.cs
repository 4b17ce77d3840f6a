using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline.Flags;

/// <summary>Value: share of the region of interest that the class covers. The question is about its largest region there.</summary>
internal sealed class ClassAreaRule(int head, int classIndex, string className, RegionOfInterest roi, float bound) : IFlagRule
{
    public void Look(in FlagContext context, ICollection<Finding> findings)
    {
        var map = context.Segmentation.Heads[head];
        var area = roi.In(map, context.Letterbox);
        long pixels = 0;
        for (var y = area.Top; y < area.Bottom; y++)
            pixels += map.Classes.Slice((y * map.Size.Width) + area.X, area.Width).Count((byte)classIndex);
        var share = pixels / MathF.Max(1, area.Width * area.Height);
        if (share <= bound) return;

        var largest = context.Regions.Where(IsOurs).Cast<Region?>().FirstOrDefault();
        findings.Add(new Finding(0, share, bound, className, largest?.Track, new FlagQuestion(head, classIndex, largest?.Seed)));

        bool IsOurs(Region region) => region.Head == head && region.Class == classIndex && region.Box.IntersectsWith(area);
    }
}

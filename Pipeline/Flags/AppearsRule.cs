namespace SegEdge.Pipeline.Flags;

/// <summary>Value: area share of a region of the class whose track was never flagged by this rule before.</summary>
internal sealed class AppearsRule(int head, int classIndex, string className, RegionOfInterest roi, float bound) : IFlagRule
{
    public void Look(in FlagContext context, ICollection<Finding> findings)
    {
        var area = roi.In(context.Segmentation.Heads[head], context.Letterbox);
        foreach (var region in context.Regions)
            if (region.Head == head && region.Class == classIndex && region.Area >= bound && region.Box.IntersectsWith(area))
                findings.Add(new Finding(region.Track, region.Area, bound, className, region.Track,
                    new FlagQuestion(head, classIndex, region.Seed)));
    }
}

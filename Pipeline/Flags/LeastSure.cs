using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline.Flags;

/// <summary>The question to ask where a rule is about the frame and not about one region: the region with the lowest margin.</summary>
internal static class LeastSure
{
    public static FlagQuestion? Question(IReadOnlyList<Region> regions, int? head = null) =>
        regions.Where(r => head is null || r.Head == head).Cast<Region?>().MinBy(r => r!.Value.Margin ?? float.MaxValue) is { } region
            ? new FlagQuestion(region.Head, region.Class, region.Seed)
            : null;
}

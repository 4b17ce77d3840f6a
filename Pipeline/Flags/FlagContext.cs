using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline.Flags;

/// <summary>What a rule may look at. The segmentation is borrowed for the call.</summary>
internal readonly record struct FlagContext(SegmentationSummary Summary, Segmentation Segmentation, Letterbox Letterbox, bool Triggered)
{
    public IReadOnlyList<Region> Regions => Segmentation.Regions;
}

/// <summary>A rule's finding on one frame, before debouncing.</summary>
/// <param name="Key">What it is about: findings with the same key are debounced together. A track, or 0 for the whole frame.</param>
internal readonly record struct Finding(int Key, float Value, float Threshold, string? Class, int? Track, FlagQuestion? Question);

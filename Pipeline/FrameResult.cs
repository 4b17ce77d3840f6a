using SegEdge.Camera;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Privacy;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>A segmented frame with all that is known of it. Frame and segmentation are borrowed.
/// What is set late, <see cref="Privacy"/> and <see cref="Stale"/>, is set before the first sink sees it.</summary>
public sealed record FrameResult(
    Frame Frame,
    Segmentation Segmentation,
    Letterbox Letterbox,
    SegmentationSummary Summary,
    IReadOnlyList<Flag> Flags)
{
    /// <summary>Connected regions of all heads, largest first; borrowed with the segmentation.</summary>
    public IReadOnlyList<Region> Regions => Segmentation.Regions;

    /// <summary>Whose frame it is: numbers are of one camera.</summary>
    public string Camera { get; init; } = "";

    /// <summary>The model and the provider that segmented it.</summary>
    public required ServedBy ServedBy { get; init; }

    /// <summary>Null for a result that no pipeline made.</summary>
    internal CameraFeed? Feed { get; init; }

    /// <summary>What fills its private pixels; null leaves the picture as it is.</summary>
    internal PrivateAreas? PrivateAreas { get; init; }

    /// <summary>What was done to the frame's picture before any sink saw it.</summary>
    public FramePrivacy Privacy { get; internal set; } = FramePrivacy.None;

    /// <summary>From capture to the start of inference.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>Older than the age budget when its inference began, or now that it is published: true of the past, and nothing to act on.</summary>
    public bool Stale { get; internal set; }

    /// <summary>True if <see cref="IResultSink.ExplainedAsync"/> will be called for this frame: it will for every flagged one.</summary>
    public bool WillBeExplained => Flags.Count > 0;
}

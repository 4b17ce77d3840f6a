using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>A model at work, with what it remembers of each camera from frame to frame. Another model has a seat of its own and begins anew.</summary>
internal sealed class SegmentSeat(ServingModel serving, RegionOptions regions, TrackNumbers numbers, int cameras)
{
    public ServingModel Serving => serving;

    public SegmentationModel Model => serving.Model;

    public Summarizer Summarizer { get; } = new(serving.Model.Manifest, serving.Model.Provider.Name);

    /// <summary>One a camera. They share their numbers: no track of one camera is ever taken for another's.</summary>
    public IReadOnlyList<RegionTracker> Trackers { get; } = [.. Enumerable.Range(0, cameras).Select(_ => new RegionTracker(regions, numbers))];

    /// <summary>One a camera.</summary>
    public IReadOnlyList<FlagPolicy> Policies { get; } = [.. Enumerable.Range(0, cameras).Select(serving.Policy.ForCamera)];
}

using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>A model at work, with what it remembers from frame to frame. Another model has a seat of its own and begins anew.</summary>
internal sealed class SegmentSeat(ServingModel serving, RegionOptions regions, TrackNumbers numbers)
{
    public ServingModel Serving => serving;

    public SegmentationModel Model => serving.Model;

    public Summarizer Summarizer { get; } = new(serving.Model.Manifest, serving.Model.Provider.Name);

    public RegionTracker Tracker { get; } = new(regions, numbers);
}

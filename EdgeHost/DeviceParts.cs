using SegEdge.Camera;
using SegEdge.EdgeHost.Gpio;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Privacy;

namespace SegEdge.EdgeHost;

/// <summary>What a run is made of; the owner disposes it.</summary>
internal sealed class DeviceParts : IDisposable
{
    public IFrameSource? Source { get; init; }

    public SegmentationModel? Model { get; init; }

    public FlagPolicy? Policy { get; init; }

    public PrivateAreas? Privacy { get; init; }

    public ExplanationLane? Lane { get; init; }

    /// <summary>Open lines, outputs at their safe levels; null where GPIO is off.</summary>
    public GpioLines? Gpio { get; init; }

    /// <summary>What the start-up check found unwise, though nothing that keeps the run from starting.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public void Dispose()
    {
        Gpio?.Dispose();
        Source?.Dispose();
        Lane?.Dispose();
        Privacy?.Dispose();
        Model?.Dispose();
    }
}

using SegEdge.Camera;
using SegEdge.EdgeHost.Gpio;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;

namespace SegEdge.EdgeHost;

/// <summary>What a run is made of; the owner disposes it.</summary>
internal sealed class DeviceParts : IDisposable
{
    /// <summary>One for each of the cameras in use, in their order; none where no hardware is touched.</summary>
    public IReadOnlyList<IFrameSource> Sources { get; init; } = [];

    /// <summary>The model that serves, with its rules, private areas and lane: each of them changes when the model does.</summary>
    public ModelSlot? Slot { get; init; }

    public SegmentationModel? Model => Slot?.Current.Model;

    public FlagPolicy? Policy => Slot?.Current.Policy;

    /// <summary>Memory that opening the model took, in bytes: what a second one will need beside it.</summary>
    public long ModelBytes { get; init; }

    /// <summary>Why not the model runs that served last; null where it does.</summary>
    public string? ModelProblem { get; init; }

    /// <summary>Open lines, outputs at their safe levels; null where GPIO is off.</summary>
    public GpioLines? Gpio { get; init; }

    /// <summary>What the start-up check found unwise, though nothing that keeps the run from starting.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public void Dispose()
    {
        Gpio?.Dispose();
        foreach (var source in Sources) source.Dispose();
        Slot?.Dispose();
    }
}

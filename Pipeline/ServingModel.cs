using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Privacy;

namespace SegEdge.Pipeline;

/// <summary>A model with all that is made for its classes: rules, private areas, the lane of explanations. They change together or not at all.</summary>
/// <param name="lane">Null leaves flagged frames unexplained, and says so.</param>
/// <param name="privacy">Null leaves pictures as they are.</param>
public sealed class ServingModel(SegmentationModel model, FlagPolicy policy, ExplanationLane? lane, PrivateAreas? privacy) : IDisposable
{
    private int _disposed;

    public SegmentationModel Model => model;

    public ModelPackage Package => model.Package;

    public FlagPolicy Policy => policy;

    public ExplanationLane? Lane => lane;

    public PrivateAreas? Privacy => privacy;

    public ServedBy ServedBy { get; } = new(model.Package, model.Provider);

    internal bool IsDisposed => Volatile.Read(ref _disposed) == 1;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        lane?.Dispose();
        model.Dispose();
    }
}

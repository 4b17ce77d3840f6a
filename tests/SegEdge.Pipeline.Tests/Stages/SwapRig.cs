using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Explain;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>A pipeline whose model changes while it runs.</summary>
internal sealed class SwapRig : IDisposable
{
    private readonly List<TemporaryFolder> _folders = [];
    private readonly FramePipeline _pipeline;

    /// <param name="slot">Owned from here on; one with a tiny model if absent.</param>
    /// <param name="explained">Every frame is flagged, and a lane answers.</param>
    public SwapRig(IFrameSource source, RecordingSink sink, bool explained = false, ModelSlot? slot = null)
    {
        (Source, Sink, Explained) = (source, sink, explained);
        Slot = slot ?? new ModelSlot(Open(TinyOnnx.Logits(16, 8)));
        _pipeline = new FramePipeline([new PipelineCamera("camera", source)], Slot, [sink], new PipelineOptions(), new RegionOptions(), Metrics, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public IFrameSource Source { get; }

    public RecordingSink Sink { get; }

    public bool Explained { get; }

    public ModelSlot Slot { get; }

    public PipelineMetrics Metrics { get; } = new();

    public ServingModel Open(TinyModel tiny, string version = "1")
    {
        var folder = new TemporaryFolder();
        _folders.Add(folder);
        return Open(tiny.With(m => m with { Version = version }).SaveTo(folder));
    }

    public ServingModel Open(ModelPackage package)
    {
        var runtime = new RuntimeOptions { Threads = 1 };
        var lane = Explained ? new ExplanationLane(package, runtime, new ExplainOptions { Method = "occlusion", Passes = 60, RandomDraws = 0 }, TimeProvider.System) : null;
        return new ServingModel(new SegmentationModel(package, runtime),
            new FlagPolicy(Explained ? [PipelineRig.EveryFrame] : [new FlagRuleOptions { Kind = FlagRuleKind.Trigger }], package.Manifest), lane, null);
    }

    public Task RunAsync() => _pipeline.RunAsync(CancellationToken.None).WaitAsync(Count.Patience, TestContext.Current.CancellationToken);

    /// <summary>Every frame that was captured gave one result, in order, and every flagged one its answer.</summary>
    public void AssertNothingLost(long frames)
    {
        Assert.Equal(Enumerable.Range(0, (int)frames).Select(n => (long)n), Sink.Numbers);
        Assert.All(_pipeline.Pools, pool => Assert.Equal(pool.Rented, pool.Returned));
        foreach (var stage in Enum.GetValues<Stage>()) Assert.True(Metrics[stage] is { InFlight: 0, Failed: 0 }, $"{stage}: {Metrics[stage]}");
        Assert.Equal(Metrics.Flagged, Sink.Explained.Count);
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        Slot.Dispose();
        Metrics.Dispose();
        Source.Dispose();
        foreach (var folder in _folders) folder.Dispose();
    }
}

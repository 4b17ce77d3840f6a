using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Explain;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Privacy;
using SegEdge.Pipeline.Regions;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>A whole pipeline around a tiny model and a scripted camera.</summary>
internal sealed class PipelineRig : IDisposable
{
    public static readonly FlagRuleOptions EveryFrame = new() { Kind = FlagRuleKind.EveryNth, Every = 1 };

    public static readonly FlagRuleOptions RedArea = new() { Kind = FlagRuleKind.ClassArea, Class = "class1", Bound = 0.1f, HoldFrames = 1, QuietSeconds = 0 };

    private readonly TemporaryFolder _folder = new();
    private readonly ExplanationLane? _lane;
    private readonly FramePipeline _pipeline;

    /// <param name="laneTime">The explanation lane's own clock; null for no lane.</param>
    public PipelineRig(IFrameSource source, TinyModel? model = null, FlagRuleOptions[]? rules = null, PipelineOptions? options = null,
        TimeProvider? laneTime = null, RecordingSink? sink = null, IResultSink[]? others = null,
        PrivateAreas? privacy = null, TimeProvider? time = null, TimeSpan maxAge = default, PipelineThrottle? throttle = null)
    {
        Source = source;
        Sink = sink ?? new RecordingSink();
        Package = (model ?? TinyOnnx.Logits(16, 8)).SaveTo(_folder);
        Model = new SegmentationModel(Package, new RuntimeOptions { Threads = 1 });
        if (laneTime is not null)
            _lane = new ExplanationLane(Package, new RuntimeOptions(), new ExplainOptions { Passes = 60, RandomDraws = 0 }, laneTime);
        _pipeline = new FramePipeline(source, Model, new FlagPolicy(rules ?? [], Package.Manifest), _lane, [.. others ?? [], Sink],
            options ?? new PipelineOptions(), new RegionOptions(), Metrics, time ?? TimeProvider.System, NullLoggerFactory.Instance, privacy, maxAge, throttle);
    }

    public IFrameSource Source { get; }

    public ModelPackage Package { get; }

    public SegmentationModel Model { get; }

    public PipelineMetrics Metrics { get; } = new();

    public RecordingSink Sink { get; }

    public StageActivity Activity => _pipeline.Activity;

    public FramePool Pool => _pipeline.Pools[0];

    /// <summary>Never longer than a deadlock may take to be called one.</summary>
    public Task RunAsync() => RunUntilAsync(CancellationToken.None);

    public Task RunUntilAsync(CancellationToken stopping) =>
        _pipeline.RunAsync(stopping).WaitAsync(Count.Patience, TestContext.Current.CancellationToken);

    /// <summary>The laws that hold after every ending.</summary>
    public void AssertDrained()
    {
        Assert.Equal(Pool.Rented, Pool.Returned);
        Assert.Equal(Model.Maps.Rented, Model.Maps.Returned);
        foreach (var stage in Enum.GetValues<Stage>()) Assert.True(Metrics[stage].InFlight == 0, $"{stage}: {Metrics[stage]}");
        Assert.Equal(Metrics[Stage.Capture].Processed, Metrics[Stage.Segment].Received);
        Assert.Equal(Metrics[Stage.Segment].Processed, Metrics[Stage.Publish].Received);
        Assert.Equal(Metrics.Flagged, Metrics[Stage.Explain].Received);
        Assert.Equal(Metrics.Flagged, Sink.Explained.Count);
        Assert.Equal(Sink.Explained.Count, Sink.Explained.Select(e => e.Number).Distinct().Count());
        var story = Sink.Story.ToList();
        Assert.All(Sink.Explained, e => Assert.InRange(story.IndexOf($"frame {e.Number}"), 0, story.IndexOf($"explained {e.Number}") - 1));
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        _lane?.Dispose();
        Model.Dispose();
        Metrics.Dispose();
        Source.Dispose();
        _folder.Dispose();
    }
}

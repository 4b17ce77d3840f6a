using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Explain;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Regions;
using SegEdge.Pipeline.Tests.Stages;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Cameras;

/// <summary>A whole pipeline around one tiny model and several cameras.</summary>
internal sealed class CamerasRig : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FramePipeline _pipeline;
    private readonly IReadOnlyList<PipelineCamera> _cameras;

    /// <param name="laneTime">The explanation lane's own clock; null for no lane.</param>
    public CamerasRig(IReadOnlyList<PipelineCamera> cameras, CameraSink sink, TinyModel? model = null, FlagRuleOptions[]? rules = null, PipelineOptions? options = null,
        TimeProvider? laneTime = null, TimeProvider? time = null, PipelineThrottle? throttle = null)
    {
        (_cameras, Sink) = (cameras, sink);
        var package = (model ?? TinyOnnx.Logits(16, 8)).SaveTo(_folder);
        Slot = new ModelSlot(Open(package, rules ?? [], laneTime));
        _pipeline = new FramePipeline(cameras, Slot, [sink], options ?? new PipelineOptions(), new RegionOptions(), Metrics, time ?? TimeProvider.System, NullLoggerFactory.Instance, throttle);
    }

    public CameraSink Sink { get; }

    public ModelSlot Slot { get; }

    public PipelineMetrics Metrics { get; } = new();

    public StageActivity Activity => _pipeline.Activity;

    public static ServingModel Open(ModelPackage package, FlagRuleOptions[] rules, TimeProvider? laneTime = null)
    {
        var runtime = new RuntimeOptions { Threads = 1 };
        var lane = laneTime is null ? null : new ExplanationLane(package, runtime, new ExplainOptions { Passes = 60, RandomDraws = 0 }, laneTime);
        return new ServingModel(new SegmentationModel(package, runtime), new FlagPolicy(rules, package.Manifest), lane, null);
    }

    public Task RunAsync() => RunUntilAsync(CancellationToken.None);

    public Task RunUntilAsync(CancellationToken stopping) => _pipeline.RunAsync(stopping).WaitAsync(Count.Patience, TestContext.Current.CancellationToken);

    /// <summary>The laws that hold after every ending, for each camera alone.</summary>
    public void AssertDrained()
    {
        Assert.Equal(_cameras.Select(c => c.Name), Metrics.Cameras.Select(c => c.Camera));
        Assert.All(_pipeline.Pools, pool => Assert.Equal(pool.Rented, pool.Returned));
        var maps = Slot.Current.Model.Maps;
        Assert.Equal(maps.Rented, maps.Returned);
        foreach (var camera in Metrics.Cameras)
        {
            foreach (var stage in Enum.GetValues<Stage>()) Assert.True(camera[stage].InFlight == 0, $"{camera.Camera}, {stage}: {camera[stage]}");
            Assert.Equal(camera[Stage.Capture].Processed, camera[Stage.Segment].Received);
            Assert.Equal(camera[Stage.Segment].Processed, camera[Stage.Publish].Received);
            Assert.Equal(camera[Stage.Publish].Processed, Sink.NumbersOf(camera.Camera).Count);
            Assert.Equal(Sink.NumbersOf(camera.Camera).Order(), Sink.NumbersOf(camera.Camera));
            Assert.Equal(camera.Flagged, camera[Stage.Explain].Received);
            Assert.Equal(camera.Flagged, Sink.Explained.Count(e => e.Camera == camera.Camera));
        }
        foreach (var stage in Enum.GetValues<Stage>()) Assert.Equal(Metrics.Cameras.Sum(c => c[stage].Received), Metrics[stage].Received);
    }

    public void Dispose()
    {
        _pipeline.Dispose();
        Slot.Dispose();
        Metrics.Dispose();
        foreach (var camera in _cameras) camera.Source.Dispose();
        _folder.Dispose();
    }
}

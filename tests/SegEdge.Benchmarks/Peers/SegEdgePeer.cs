using Microsoft.Extensions.Logging.Abstractions;
using SegEdge.Camera;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Benchmarks.Peers;

/// <summary>Ours: the pipeline of the service, with regions, tracks, statistics and flags, which no peer computes.</summary>
internal static class SegEdgePeer
{
    public static PeerFigures Run(PeerTask task)
    {
        using var source = new VideoFileSource(task.Video);
        using var model = new SegmentationModel(task.Package, new RuntimeOptions { Threads = task.Threads });
        using var metrics = new PipelineMetrics();
        var sink = new Sink(task);
        using var pipeline = new FramePipeline(source, model, new FlagPolicy([new FlagRuleOptions { Kind = FlagRuleKind.EveryNth, Every = 1000 }], model.Manifest), lane: null,
            [sink], new PipelineOptions { MaxFrames = PeerTask.WarmUp + task.Frames }, new RegionOptions(), metrics, TimeProvider.System, NullLoggerFactory.Instance);
        pipeline.RunAsync(CancellationToken.None).GetAwaiter().GetResult();
        return sink.Figures ?? throw new InvalidOperationException($"{task.Video} has fewer than {PeerTask.WarmUp + task.Frames} frames.");
    }

    private sealed class Sink(PeerTask task) : IResultSink
    {
        private readonly PeerClock _clock = new();
        private int _seen;

        public PeerFigures? Figures { get; private set; }

        public ValueTask FrameAsync(FrameResult result)
        {
            _clock.Frame();
            if (++_seen < PeerTask.WarmUp + task.Frames) return ValueTask.CompletedTask;
            Figures = _clock.Stop();
            File.WriteAllBytes(task.MaskPath, result.Segmentation.Heads[0].Classes.ToArray());
            return ValueTask.CompletedTask;
        }
    }
}

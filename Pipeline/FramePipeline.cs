using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SegEdge.Camera;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Privacy;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>The way of a frame on one screen: capture → frames → segment → results → publish, with explanations beside it.
/// A live source drops what is not the newest; a file loses nothing.</summary>
public sealed partial class FramePipeline : IDisposable
{
    private readonly Channel<Frame> _frames;
    private readonly Channel<PipelineResult> _results;
    private readonly PipelineMetrics _metrics;
    private readonly CaptureStage _capture;
    private readonly SegmentStage _segment;
    private readonly ExplainStage _explain;
    private readonly PublishStage _publish;

    /// <param name="source">Kept by the caller, who disposes it after the run.</param>
    /// <param name="model">Kept by the caller, who disposes it after the run.</param>
    /// <param name="lane">What explains flagged frames; null leaves them unexplained, and says so.</param>
    /// <param name="privacy">Fills private pixels before any sink sees a frame; null leaves pictures as they are. Kept by the caller.</param>
    /// <param name="maxAge">Older results of a live source are stale; zero: none is. A file's frames wait as long as they must.</param>
    /// <param name="throttle">How much it does; null: all it can.</param>
    public FramePipeline(
        IFrameSource source, SegmentationModel model, FlagPolicy policy, ExplanationLane? lane, IReadOnlyList<IResultSink> sinks,
        PipelineOptions options, RegionOptions regionOptions, PipelineMetrics metrics, TimeProvider time, ILoggerFactory logs,
        PrivateAreas? privacy = null, TimeSpan maxAge = default, PipelineThrottle? throttle = null)
        : this(source, new ModelSlot(new ServingModel(model, policy, lane, privacy)), sinks, options, regionOptions, metrics, time, logs, maxAge, throttle)
    {
    }

    /// <param name="source">Kept by the caller, who disposes it after the run.</param>
    /// <param name="slot">Which model serves, and another while the run lasts. Kept by the caller, who disposes it after the run; a model that was
    /// replaced is disposed here.</param>
    /// <param name="maxAge">Older results of a live source are stale; zero: none is. A file's frames wait as long as they must.</param>
    /// <param name="throttle">How much it does; null: all it can.</param>
    public FramePipeline(
        IFrameSource source, ModelSlot slot, IReadOnlyList<IResultSink> sinks, PipelineOptions options, RegionOptions regionOptions,
        PipelineMetrics metrics, TimeProvider time, ILoggerFactory logs, TimeSpan maxAge = default, PipelineThrottle? throttle = null)
    {
        throttle ??= new PipelineThrottle();
        Activity = new StageActivity(time);
        _metrics = metrics;
        var budget = new AgeBudget(source.Kind == SourceKind.Live ? maxAge : TimeSpan.Zero, time);
        metrics.Watch(slot);
        var (model, lane) = (slot.Current.Model, slot.Current.Lane);
        Pool = new FramePool(options.Frames, source.Size);
        _frames = source.Kind == SourceKind.Live
            ? Channel.CreateBounded<Frame>(
                // 1: the newest picture; a second would only add a frame of latency.
                new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, Drop)
            : Channel.CreateBounded<Frame>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        // 1: publishing one frame while the next is segmented; more would only hide that publishing is too slow.
        _results = Channel.CreateBounded<PipelineResult>(new BoundedChannelOptions(1) { SingleReader = true });

        _capture = new CaptureStage(source, Pool, _frames.Writer, _results.Writer, options, metrics, Activity, time, logs.CreateLogger<CaptureStage>());
        _explain = new ExplainStage(slot.Current, _results.Writer, throttle, metrics, Activity, time, logs.CreateLogger<ExplainStage>());
        _segment = new SegmentStage(_frames.Reader, _results.Writer, slot, _explain, regionOptions, options, source.Kind, budget, throttle, metrics, Activity, time,
            logs.CreateLogger<SegmentStage>());
        _publish = new PublishStage(_results.Reader, sinks, budget, metrics, Activity, logs.CreateLogger<PublishStage>());
        string name = model.Manifest.Name, provider = model.Provider.ToString(), split = model.Split.ToString();
        var log = logs.CreateLogger<FramePipeline>();
        LogModel(log, name, provider, split);
        if (lane is not null) LogLane(log, lane.Answer);
    }

    /// <summary>The pictures' buffers: once the run has ended, all are back.</summary>
    public FramePool Pool { get; }

    /// <summary>What each stage is at, for a watchdog.</summary>
    public StageActivity Activity { get; }

    /// <summary>Runs until the source ends or <paramref name="stopping"/> asks: then capture stops, what is under way is published, and a
    /// running explanation ends as skipped.</summary>
    /// <exception cref="CameraException">The source broke as a whole.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        // A camera that waits for its next picture must learn of the end also when it was not asked to stop.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var publish = _publish.RunAsync();
        var explain = OnItsOwnThread(() => _explain.Run(stopping));
        var segment = OnItsOwnThread(_segment.Run);
        var capture = OnItsOwnThread(() => _capture.Run(ending.Token));
        try
        {
            await segment.ConfigureAwait(false);
        }
        finally
        {
            // If segmentation failed, the camera may be waiting for room that nobody will make.
            _frames.Writer.TryComplete();
            await ending.CancelAsync().ConfigureAwait(false);
            while (_frames.Reader.TryRead(out var frame)) Drop(frame);
            await capture.ConfigureAwait(false);
            _explain.Complete();
            await explain.ConfigureAwait(false);
            _results.Writer.TryComplete();
            await publish.ConfigureAwait(false);
        }
    }

    public void Dispose() => _explain.Dispose();

    private static Task OnItsOwnThread(Action run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Information, Message = "Explanations by {Answer}")]
    private static partial void LogLane(ILogger log, string answer);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Name} on {Provider}; {Split}")]
    private static partial void LogModel(ILogger log, string name, string provider, string split);

    private void Drop(Frame frame)
    {
        frame.Dispose();
        _metrics.Dropped(Stage.Segment);
    }
}

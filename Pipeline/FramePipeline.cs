using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using SegEdge.Camera;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Privacy;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>The way of a frame on one screen: capture, one a camera → frames → segment → results → publish, with explanations beside it.
/// A live source drops what is not the newest; a file loses nothing. The model is there once and serves the cameras in turn.</summary>
public sealed partial class FramePipeline : IDisposable
{
    private const string OnlyCamera = "camera";

    private readonly CameraFeed[] _feeds;
    private readonly WaitingFrames _frames;
    private readonly ResultQueue _results;
    private readonly CaptureStage[] _captures;
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
        : this([new PipelineCamera(OnlyCamera, source, maxAge)], new ModelSlot(new ServingModel(model, policy, lane, privacy)), sinks, options, regionOptions, metrics, time, logs, throttle)
    {
    }

    /// <param name="cameras">At least one; each of another name.</param>
    /// <param name="slot">Which model serves, and another while the run lasts. Kept by the caller, who disposes it after the run; a model that was
    /// replaced is disposed here.</param>
    /// <param name="throttle">How much it does; null: all it can.</param>
    /// <exception cref="ArgumentException">No camera, more than 64, or two of one name.</exception>
    public FramePipeline(
        IReadOnlyList<PipelineCamera> cameras, ModelSlot slot, IReadOnlyList<IResultSink> sinks, PipelineOptions options, RegionOptions regionOptions,
        PipelineMetrics metrics, TimeProvider time, ILoggerFactory logs, PipelineThrottle? throttle = null)
    {
        if (cameras.Count is 0 or > FlagTrigger.MostCameras || cameras.DistinctBy(camera => camera.Name).Count() < cameras.Count)
            throw new ArgumentException($"Found {cameras.Count} cameras: {string.Join(", ", cameras.Select(camera => camera.Name))}. Expected 1 to {FlagTrigger.MostCameras}, each of another name.", nameof(cameras));
        throttle ??= new PipelineThrottle();
        Activity = new StageActivity(time, cameras.Count);
        metrics.Watch(slot);
        _feeds = [.. cameras.Select((camera, index) => new CameraFeed(index, camera, cameras.Count, options.Frames, metrics.Add(camera.Name), throttle, time))];
        _frames = new WaitingFrames(cameras.Count);
        _results = new ResultQueue(cameras.Count);

        _captures = [.. _feeds.Select(feed => new CaptureStage(feed, _frames, _results, options, Activity, time, logs.CreateLogger<CaptureStage>()))];
        _explain = new ExplainStage(slot.Current, cameras.Count, _results, throttle, metrics, Activity, time, logs.CreateLogger<ExplainStage>());
        var read = new ReadStage(_results, _explain, regionOptions, options, cameras.Count, metrics, time, logs.CreateLogger<ReadStage>());
        _segment = new SegmentStage(_feeds, _frames, slot, _explain, read, regionOptions, metrics, Activity, logs.CreateLogger<SegmentStage>());
        _publish = new PublishStage(_results, sinks, Activity, logs.CreateLogger<PublishStage>());
        var model = slot.Current.Model;
        string name = model.Manifest.Name, provider = model.Provider.ToString(), split = model.Split.ToString();
        var log = logs.CreateLogger<FramePipeline>();
        LogModel(log, name, provider, split);
        if (slot.Current.Lane is { } lane) LogLane(log, lane.Answer);
    }

    /// <summary>The pictures' buffers, one pool a camera: once the run has ended, all are back.</summary>
    public IReadOnlyList<FramePool> Pools => [.. _feeds.Select(feed => feed.Pool)];

    /// <summary>What each stage is at, for a watchdog.</summary>
    public StageActivity Activity { get; }

    /// <summary>Runs until the sources end or <paramref name="stopping"/> asks: then capture stops, what is under way is published, and a
    /// running explanation ends as skipped. A camera that breaks is counted and logged, and the others go on without it.</summary>
    /// <exception cref="CameraException">A source broke as a whole, and no other is left: all broke, or the others came to their end.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        // A camera that waits for its next picture must learn of the end also when it was not asked to stop.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var waking = ending.Token.UnsafeRegister(static frames => ((WaitingFrames)frames!).Wake(), _frames);
        var publish = _publish.RunAsync();
        var explain = OnItsOwnThread(() => _explain.Run(stopping));
        var segment = OnItsOwnThread(_segment.Run);
        var captures = _captures.Select(capture => OnItsOwnThread(() => capture.Run(ending.Token))).ToArray();
        try
        {
            await segment.ConfigureAwait(false);
        }
        finally
        {
            // If segmentation failed, cameras may be waiting for room that nobody will make.
            foreach (var (camera, frame) in _frames.Close()) _feeds[camera].Drop(frame);
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(captures).ConfigureAwait(false);
            _explain.Complete();
            await explain.ConfigureAwait(false);
            _results.Complete();
            await publish.ConfigureAwait(false);
        }
        ThrowIfBroken(stopping);
    }

    public void Dispose() => _explain.Dispose();

    private void ThrowIfBroken(CancellationToken stopping)
    {
        CaptureStage[] broken = [.. _captures.Where(capture => capture.Failure is not null)];
        // Who asked for the end of a device that worked on without one of its cameras gets it.
        if (broken.Length == 0 || (broken.Length < _captures.Length && stopping.IsCancellationRequested)) return;
        ExceptionDispatchInfo.Throw(broken[0].Failure!);
    }

    private static Task OnItsOwnThread(Action run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Information, Message = "Explanations by {Answer}")]
    private static partial void LogLane(ILogger log, string answer);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Name} on {Provider}; {Split}")]
    private static partial void LogModel(ILogger log, string name, string provider, string split);
}

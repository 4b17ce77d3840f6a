using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using SegEdge.Camera;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>Owns each frame from the camera to its result: segmentation, regions, flags. Its thread owns the model.</summary>
internal sealed partial class SegmentStage(
    ChannelReader<Frame> frames, ChannelWriter<PipelineResult> results, SegmentationModel model, FlagPolicy policy, ExplainStage explain,
    RegionOptions regionOptions, PipelineOptions options, SourceKind kind, ResultFreshness freshness, PipelineThrottle throttle,
    PipelineMetrics metrics, StageActivity activity, TimeProvider time, ILogger log)
{
    private readonly Summarizer _summarizer = new(model.Manifest, model.Provider.Name);
    private readonly RegionTracker _tracker = new(regionOptions);
    private readonly FrameThinning _thinning = new(throttle, time);
    private int _faultsInARow;

    public void Run()
    {
        using var extractor = new RegionExtractor(regionOptions);
        // Ends because the channel completes; a cancellable token here would allocate at each wait.
        while (frames.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            while (frames.TryRead(out var frame))
            {
                if (kind == SourceKind.Live && _thinning.SkipReason() is { } reason)
                {
                    frame.Dispose();
                    metrics.FrameHeldBack(reason);
                    continue;
                }
                _thinning.Began();
                activity.Begin(Stage.Segment);
                Process(frame, extractor);
                activity.End(Stage.Segment);
                _thinning.Ended();
            }
    }

    private void Process(Frame frame, RegionExtractor extractor)
    {
        var number = frame.Number;
        var segmentation = model.Maps.Rent();
        FrameResult? result = null;
        string fault;
        try
        {
            result = Segment(frame, segmentation, extractor);
            fault = "the model's scores hold NaN or infinity; check the manifest's mean, std and scale, or the model's precision";
        }
        catch (OnnxRuntimeException e) // expected of one picture, e.g. an index out of range; of many in a row, a broken model
        {
            fault = $"ONNX Runtime: {e.Message}";
        }
        finally
        {
            if (result is null)
            {
                metrics.Failed(Stage.Segment);
                Return(frame, segmentation);
            }
        }
        if (result is null)
        {
            Report(number, fault);
            return;
        }
        _faultsInARow = 0;
        metrics.Processed(Stage.Segment);
        HandOn(result);
    }

    /// <returns>Null if the scores are not finite.</returns>
    private FrameResult? Segment(Frame frame, Segmentation segmentation, RegionExtractor extractor)
    {
        var age = time.GetElapsedTime(frame.CapturedAt);
        metrics.Began(age);
        if (model.Segment(frame, segmentation, out var timings) is not { } letterbox) return null;

        metrics.Segmented(timings, time.GetTimestamp());
        var summary = _summarizer.Summarize(frame, segmentation, letterbox, timings);
        var regions = _tracker.Follow(frame.Number, extractor.Extract(segmentation, letterbox));
        return new FrameResult(frame, segmentation, letterbox, summary, regions, policy.Judge(summary, segmentation, letterbox, regions))
        {
            Age = age,
            Stale = freshness.IsStale(age),
        };
    }

    private void HandOn(FrameResult result)
    {
        metrics.Received(Stage.Publish);
        explain.Watch(result);
        if (result.Flags.Count == 0)
        {
            explain.Offer(result);
            // Live, publishing never holds up the model: an unflagged result gives way. A file loses nothing.
            if (results.TryWrite(new PipelineResult(result))) return;
            if (kind == SourceKind.Live)
            {
                metrics.Dropped(Stage.Publish);
                Return(result.Frame, result.Segmentation);
                return;
            }
        }
        else metrics.FrameFlagged();

        // The explanation is copied before the publish stage owns the frame, and starts after: so its result comes second.
        var start = result.Flags.Count > 0 ? explain.Prepare(result) : null;
        Write(new PipelineResult(result));
        start?.Invoke();
    }

    private void Write(PipelineResult result) => results.WriteAsync(result).AsTask().GetAwaiter().GetResult();

    private void Report(long number, string message)
    {
        LogFailed(log, number, message);
        Write(new PipelineResult(Error: new StageError(Stage.Segment, number, message)));
        if (++_faultsInARow >= options.MaxFaultsInARow)
            throw new InvalidOperationException($"{_faultsInARow} frames in a row could not be segmented; the last, {number}: {message}");
    }

    private static void Return(Frame frame, Segmentation segmentation)
    {
        frame.Dispose();
        segmentation.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Frame {Number} not segmented: {Message}")]
    private static partial void LogFailed(ILogger log, long number, string message);
}

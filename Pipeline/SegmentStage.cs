using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using SegEdge.Camera;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>Owns each frame from the camera to its result: segmentation, regions, flags. Its thread owns the model, and changes it between two frames.</summary>
internal sealed partial class SegmentStage
{
    private readonly ChannelReader<Frame> _frames;
    private readonly ChannelWriter<PipelineResult> _results;
    private readonly ModelSlot _slot;
    private readonly ExplainStage _explain;
    private readonly RegionOptions _regions;
    private readonly PipelineOptions _options;
    private readonly SourceKind _kind;
    private readonly AgeBudget _budget;
    private readonly FrameThinning _thinning;
    private readonly PipelineMetrics _metrics;
    private readonly StageActivity _activity;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TrackNumbers _numbers = new();
    private SegmentSeat _seat;
    private SegmentSeat? _before; // while the model in the seat is on trial
    private ModelTrial? _trial;
    private int _faultsInARow;

    public SegmentStage(
        ChannelReader<Frame> frames, ChannelWriter<PipelineResult> results, ModelSlot slot, ExplainStage explain, RegionOptions regions,
        PipelineOptions options, SourceKind kind, AgeBudget budget, PipelineThrottle throttle, PipelineMetrics metrics, StageActivity activity,
        TimeProvider time, ILogger log)
    {
        (_frames, _results, _slot, _explain, _regions, _options, _kind) = (frames, results, slot, explain, regions, options, kind);
        (_budget, _thinning, _metrics, _activity, _time, _log) = (budget, new FrameThinning(throttle, time), metrics, activity, time, log);
        _seat = new SegmentSeat(slot.Current, regions, _numbers);
    }

    public void Run()
    {
        var extractor = new RegionExtractor(_regions);
        try
        {
            // Ends because the channel completes; a cancellable token here would allocate at each wait.
            while (_frames.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
                while (_frames.TryRead(out var frame)) Take(frame, extractor);
        }
        finally
        {
            _slot.End(_trial);
        }
    }

    private void Take(Frame frame, RegionExtractor extractor)
    {
        if (_kind == SourceKind.Live && _thinning.SkipReason() is { } reason)
        {
            frame.Dispose();
            _metrics.FrameHeldBack(reason);
            return;
        }
        _thinning.Began();
        _activity.Begin(Stage.Segment);
        if (_slot.Take() is { } trial) Begin(trial);
        Process(frame, extractor);
        _activity.End(Stage.Segment);
        _thinning.Ended();
    }

    private void Process(Frame frame, RegionExtractor extractor)
    {
        var number = frame.Number;
        FrameResult? result = null;
        var fault = "";
        try
        {
            (result, fault) = TrySegment(frame, extractor);
            if (result is null && _trial is not null)
            {
                RollBack($"frame {number}: {fault}");
                // The frame is still ours: the old model segments it, and nobody misses a result.
                (result, fault) = TrySegment(frame, extractor);
            }
        }
        finally
        {
            if (result is null)
            {
                _metrics.Failed(Stage.Segment);
                frame.Dispose();
            }
        }
        if (result is null)
        {
            Report(number, fault);
            return;
        }
        _faultsInARow = 0;
        _metrics.Processed(Stage.Segment);
        var took = result.Summary.Timings.Total;
        HandOn(result);
        if (_trial is not null) Judge(took);
    }

    /// <returns>No result where the model could not; the frame is then still the caller's.</returns>
    private (FrameResult? Result, string Fault) TrySegment(Frame frame, RegionExtractor extractor)
    {
        var segmentation = _seat.Model.Maps.Rent();
        FrameResult? result = null;
        try
        {
            result = Segment(frame, segmentation, extractor);
            return (result, "the model's scores hold NaN or infinity; check the manifest's mean, std and scale, or the model's precision");
        }
        catch (OnnxRuntimeException e) // expected of one picture, e.g. an index out of range; of many in a row, a broken model
        {
            return (null, $"ONNX Runtime: {e.Message}");
        }
        catch (Exception e) when (_trial is not null) // whatever a new model brings about is a reason to have the old one back
        {
            return (null, e.Message);
        }
        finally
        {
            if (result is null) segmentation.Dispose();
        }
    }

    /// <returns>Null if the scores are not finite.</returns>
    private FrameResult? Segment(Frame frame, Segmentation segmentation, RegionExtractor extractor)
    {
        var serving = _seat.Serving;
        var stale = _budget.IsExceeded(frame.CapturedAt, out var age);
        _metrics.Began(age);
        if (serving.Model.Segment(frame, segmentation, out var timings) is not { } letterbox) return null;

        _metrics.Segmented(timings, _time.GetTimestamp());
        var summary = _seat.Summarizer.Summarize(frame, segmentation, letterbox, timings);
        var regions = _seat.Tracker.Follow(frame.Number, extractor.Extract(segmentation, letterbox));
        return new FrameResult(frame, segmentation, letterbox, summary, regions, serving.Policy.Judge(summary, segmentation, letterbox, regions))
        {
            ServedBy = serving.ServedBy,
            PrivateAreas = serving.Privacy,
            Age = age,
            Stale = stale,
        };
    }

    private void HandOn(FrameResult result)
    {
        _metrics.Received(Stage.Publish);
        _explain.Watch(result);
        if (result.Flags.Count == 0)
        {
            _explain.Offer(result);
            // Live, publishing never holds up the model: an unflagged result gives way. A file loses nothing.
            if (_results.TryWrite(new PipelineResult(result))) return;
            if (_kind == SourceKind.Live)
            {
                _metrics.Dropped(Stage.Publish);
                Return(result.Frame, result.Segmentation);
                return;
            }
        }
        else _metrics.FrameFlagged();

        // The explanation is copied before the publish stage owns the frame, and starts after: so its result comes second.
        var start = result.Flags.Count > 0 ? _explain.Prepare(result) : null;
        Write(new PipelineResult(result));
        start?.Invoke();
    }

    private void Write(PipelineResult result) => _results.WriteAsync(result).AsTask().GetAwaiter().GetResult();

    private void Report(long number, string message)
    {
        LogFailed(_log, number, message);
        Write(new PipelineResult(Error: new StageError(Stage.Segment, number, message)));
        if (++_faultsInARow >= _options.MaxFaultsInARow)
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

using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using SegEdge.Camera;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>Owns each frame from its camera to its result: segmentation, regions, flags. Its thread owns the model, which serves the cameras in turn, and changes it
/// between two frames.</summary>
internal sealed partial class SegmentStage
{
    private readonly IReadOnlyList<CameraFeed> _feeds;
    private readonly WaitingFrames _frames;
    private readonly ResultQueue _results;
    private readonly ModelSlot _slot;
    private readonly ExplainStage _explain;
    private readonly RegionOptions _regions;
    private readonly PipelineOptions _options;
    private readonly PipelineMetrics _metrics;
    private readonly StageActivity _activity;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TrackNumbers _numbers = new();
    private SegmentSeat _seat;
    private SegmentSeat? _before; // while the model in the seat is on trial
    private ModelTrial? _trial;
    private int _faultsInARow; // of all cameras: a model that fails with one camera's pictures only is no broken model

    public SegmentStage(
        IReadOnlyList<CameraFeed> feeds, WaitingFrames frames, ResultQueue results, ModelSlot slot, ExplainStage explain, RegionOptions regions,
        PipelineOptions options, PipelineMetrics metrics, StageActivity activity, TimeProvider time, ILogger log)
    {
        (_feeds, _frames, _results, _slot, _explain, _regions, _options) = (feeds, frames, results, slot, explain, regions, options);
        (_metrics, _activity, _time, _log) = (metrics, activity, time, log);
        _seat = new SegmentSeat(slot.Current, regions, _numbers, feeds.Count);
    }

    public void Run()
    {
        var extractor = new RegionExtractor(_regions);
        try
        {
            while (_frames.TryTake(out var camera, out var frame)) Take(_feeds[camera], frame, extractor);
        }
        finally
        {
            _slot.End(_trial);
        }
    }

    private void Take(CameraFeed feed, Frame frame, RegionExtractor extractor)
    {
        if (feed.IsLive && feed.Thinning.SkipReason() is { } reason)
        {
            frame.Dispose();
            feed.Counters.FrameHeldBack(reason);
            return;
        }
        feed.Thinning.Began();
        _activity.Begin(Stage.Segment);
        if (_slot.Take() is { } trial) Begin(trial);
        Process(feed, frame, extractor);
        _activity.End(Stage.Segment);
        feed.Thinning.Ended();
    }

    private void Process(CameraFeed feed, Frame frame, RegionExtractor extractor)
    {
        var number = frame.Number;
        FrameResult? result = null;
        var fault = "";
        try
        {
            (result, fault) = TrySegment(feed, frame, extractor);
            if (result is null && _trial is not null)
            {
                RollBack($"{Named(feed, number)}: {fault}");
                // The frame is still ours: the old model segments it, and nobody misses a result.
                (result, fault) = TrySegment(feed, frame, extractor);
            }
        }
        finally
        {
            if (result is null)
            {
                feed.Counters.Failed(Stage.Segment);
                frame.Dispose();
            }
        }
        if (result is null)
        {
            Report(feed, number, fault);
            return;
        }
        _faultsInARow = 0;
        feed.Counters.Processed(Stage.Segment);
        var took = result.Summary.Timings.Total;
        HandOn(feed, result);
        if (_trial is not null) Judge(took);
    }

    /// <returns>No result where the model could not; the frame is then still the caller's.</returns>
    private (FrameResult? Result, string Fault) TrySegment(CameraFeed feed, Frame frame, RegionExtractor extractor)
    {
        var segmentation = _seat.Model.Maps.Rent();
        FrameResult? result = null;
        try
        {
            result = Segment(feed, frame, segmentation, extractor);
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
    private FrameResult? Segment(CameraFeed feed, Frame frame, Segmentation segmentation, RegionExtractor extractor)
    {
        var serving = _seat.Serving;
        var stale = feed.Budget.IsExceeded(frame.CapturedAt, out var age);
        _metrics.Began(feed.Counters, age);
        if (serving.Model.Segment(frame, segmentation, out var timings) is not { } letterbox) return null;

        _metrics.Segmented(feed.Counters, timings, _time.GetTimestamp());
        var summary = _seat.Summarizer.Summarize(frame, segmentation, letterbox, timings);
        extractor.Extract(segmentation, letterbox);
        _seat.Trackers[feed.Index].Follow(frame.Number, CollectionsMarshal.AsSpan(segmentation.Found));
        return new FrameResult(frame, segmentation, letterbox, summary, _seat.Policies[feed.Index].Judge(summary, segmentation, letterbox))
        {
            Camera = feed.Name,
            Feed = feed,
            ServedBy = serving.ServedBy,
            PrivateAreas = serving.Privacy,
            Age = age,
            Stale = stale,
        };
    }

    private void HandOn(CameraFeed feed, FrameResult result)
    {
        feed.Counters.Received(Stage.Publish);
        _explain.Watch(result);
        if (result.Flags.Count == 0)
        {
            _explain.Offer(result);
            // Live, publishing never holds up the model: an unflagged result gives way. A file loses nothing.
            if (_results.TryAdd(result)) return;
            if (feed.IsLive)
            {
                feed.Counters.Dropped(Stage.Publish);
                Return(result.Frame, result.Segmentation);
                return;
            }
        }
        else feed.Counters.FrameFlagged();

        // The explanation is copied before the publish stage owns the frame, and starts after: so its result comes second.
        var start = result.Flags.Count > 0 ? _explain.Prepare(result) : null;
        _results.Add(result);
        start?.Invoke();
    }

    private void Report(CameraFeed feed, long number, string message)
    {
        LogFailed(_log, Named(feed, number), message);
        _results.Add(new PipelineResult(Error: new StageError(Stage.Segment, number, message) { Camera = feed.Name }));
        if (++_faultsInARow >= _options.MaxFaultsInARow)
            throw new InvalidOperationException($"{_faultsInARow} frames in a row could not be segmented; the last, {Named(feed, number)}: {message}");
    }

    private string Named(CameraFeed feed, long number) => _feeds.Count == 1 ? $"frame {number}" : $"frame {number} of camera '{feed.Name}'";

    private static void Return(Frame frame, Segmentation segmentation)
    {
        frame.Dispose();
        segmentation.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Not segmented, {Frame}: {Message}")]
    private static partial void LogFailed(ILogger log, string frame, string message);
}

using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using SegEdge.Camera;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>Owns each frame from its camera on, and has the network run on it; what the run left is read beside the next one (<see cref="ReadStage"/>). Its thread owns the
/// model, which serves the cameras in turn, and changes it between two frames.</summary>
/// <remarks>docs/decisions/0036-scores-are-read-beside-the-next-run.md.</remarks>
internal sealed partial class SegmentStage
{
    private readonly IReadOnlyList<CameraFeed> _feeds;
    private readonly WaitingFrames _frames;
    private readonly ModelSlot _slot;
    private readonly ExplainStage _explain;
    private readonly ReadStage _read;
    private readonly RegionOptions _regions;
    private readonly PipelineMetrics _metrics;
    private readonly StageActivity _activity;
    private readonly ILogger _log;
    private readonly TrackNumbers _numbers = new();
    private SegmentSeat _seat;
    private SegmentSeat? _before; // while the model in the seat is on trial
    private ModelTrial? _trial;
    private int _outputs; // the set that the next run fills; the other may be being read

    public SegmentStage(
        IReadOnlyList<CameraFeed> feeds, WaitingFrames frames, ModelSlot slot, ExplainStage explain, ReadStage read, RegionOptions regions,
        PipelineMetrics metrics, StageActivity activity, ILogger log)
    {
        (_feeds, _frames, _slot, _explain, _read, _regions) = (feeds, frames, slot, explain, read, regions);
        (_metrics, _activity, _log) = (metrics, activity, log);
        _seat = new SegmentSeat(slot.Current, regions, _numbers, feeds.Count);
    }

    public void Run()
    {
        try
        {
            using var reading = new SecondHalf<NetworkRun>("read", Read);
            while (_frames.TryTake(out var camera, out var frame)) Take(_feeds[camera], frame, reading);
            reading.Settle();
        }
        finally
        {
            _slot.End(_trial);
        }
    }

    private void Read(NetworkRun run)
    {
        try
        {
            _read.Take(run);
        }
        catch // the stage ends of it, and learns it at its next frame: which a silent camera may never send
        {
            foreach (var (camera, frame) in _frames.Close()) _feeds[camera].Drop(frame);
            throw;
        }
    }

    private void Take(CameraFeed feed, Frame frame, SecondHalf<NetworkRun> reading)
    {
        if (feed.IsLive && feed.Thinning.SkipReason() is { } reason)
        {
            frame.Dispose();
            feed.Counters.FrameHeldBack(reason);
            return;
        }
        feed.Thinning.Began();
        _activity.Begin(Stage.Segment);
        var handedOn = false;
        try
        {
            if (_slot.Take() is { } trial)
            {
                reading.Settle();
                Begin(trial);
            }
            // Nothing is read beside a new model: what its scores are like decides who segments the next frame.
            if (_trial is null) Process(feed, frame, reading, ref handedOn);
            else ProcessOnTrial(feed, frame, ref handedOn);
        }
        finally
        {
            if (!handedOn) ReadStage.GiveUp(feed, frame);
        }
        _activity.End(Stage.Segment);
        feed.Thinning.Ended();
    }

    private void Process(CameraFeed feed, Frame frame, SecondHalf<NetworkRun> reading, ref bool handedOn)
    {
        if (TryRun(feed, frame, _outputs, out var fault) is not { } run)
        {
            reading.Settle(); // faults are told in the order of the frames
            handedOn = true;
            _read.Fail(feed, frame, fault);
            return;
        }
        handedOn = true;
        try
        {
            reading.Put(run);
        }
        catch // of the frame before; this one is nobody's any more
        {
            run.Segmentation.Dispose();
            feed.Drop(frame);
            throw;
        }
        _outputs ^= 1;
    }

    private void ProcessOnTrial(CameraFeed feed, Frame frame, ref bool handedOn)
    {
        var result = TrySegment(feed, frame, out var fault);
        if (result is null)
        {
            RollBack($"{_read.Named(feed, frame.Number)}: {fault}");
            // The frame is still ours: the old model segments it, and nobody misses a result.
            result = TrySegment(feed, frame, out fault);
        }
        handedOn = true;
        if (result is null)
        {
            _read.Fail(feed, frame, fault);
            return;
        }
        var took = result.Summary.Timings.Total;
        _read.HandOn(result);
        if (_trial is not null) Judge(took);
    }

    /// <returns>No run where the model could not; the frame is the caller's either way.</returns>
    private NetworkRun? TryRun(CameraFeed feed, Frame frame, int outputs, out string fault)
    {
        fault = ReadStage.NotFinite;
        var segmentation = _seat.Model.Maps.Rent();
        var ran = false;
        try
        {
            var stale = feed.Budget.IsExceeded(frame.CapturedAt, out var age);
            _metrics.Began(feed.Counters, age);
            if (_seat.Model.Run(frame, segmentation, outputs, out var timings) is not { } letterbox) return null;
            ran = true;
            return new NetworkRun(feed, frame, segmentation, _seat, letterbox, outputs, timings, age, stale);
        }
        catch (OnnxRuntimeException e) // expected of one picture, e.g. an index out of range; of many in a row, a broken model
        {
            fault = $"ONNX Runtime: {e.Message}";
            return null;
        }
        finally
        {
            if (!ran) segmentation.Dispose();
        }
    }

    /// <summary>Both halves at once.</summary>
    /// <returns>No result where the model could not; the frame is then still the caller's.</returns>
    private FrameResult? TrySegment(CameraFeed feed, Frame frame, out string fault)
    {
        NetworkRun? run = null;
        FrameResult? result = null;
        try
        {
            run = TryRun(feed, frame, outputs: 0, out fault);
            if (run is { } ran) result = _read.TryRead(ran, out fault);
            return result;
        }
        catch (Exception e) when (_trial is not null) // whatever a new model brings about is a reason to have the old one back
        {
            fault = e.Message;
            return null;
        }
        finally
        {
            if (result is null) run?.Segmentation.Dispose();
        }
    }
}

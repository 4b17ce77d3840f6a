using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using SegEdge.Camera;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>The second half of segmentation: from the scores that a run left to class maps, regions and flags, and on to who publishes and explains. One thread at a time owns
/// it: its own beside the next run, or <see cref="SegmentStage"/>'s while a model is on trial.</summary>
internal sealed partial class ReadStage(
    ResultQueue results, ExplainStage explain, RegionOptions regions, PipelineOptions options, int cameras, PipelineMetrics metrics, TimeProvider time, ILogger log)
{
    public const string NotFinite = "the model's scores hold NaN or infinity; check the manifest's mean, std and scale, or the model's precision";

    private readonly RegionExtractor _extractor = new(regions);
    private int _faultsInARow; // of all cameras: a model that fails with one camera's pictures only is no broken model

    /// <summary>Every run becomes a result or a fault that is told.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="Fail"/>.</exception>
    public void Take(NetworkRun run)
    {
        var number = run.Frame.Number;
        FrameResult? result = null;
        string fault;
        try
        {
            result = TryRead(run, out fault);
        }
        finally
        {
            if (result is null)
            {
                run.Segmentation.Dispose();
                GiveUp(run.Feed, run.Frame);
            }
        }
        if (result is null) Report(run.Feed, number, fault);
        else HandOn(result);
    }

    /// <returns>Null if the scores are not finite; the run's frame and maps are then still the caller's.</returns>
    public FrameResult? TryRead(in NetworkRun run, out string fault)
    {
        fault = NotFinite;
        var (feed, segmentation, seat, timings) = (run.Feed, run.Segmentation, run.Seat, run.Timings);
        if (!seat.Model.TryRead(run.Outputs, segmentation, ref timings)) return null;

        metrics.Segmented(feed.Counters, timings, time.GetTimestamp());
        var summary = seat.Summarizer.Summarize(run.Frame, segmentation, run.Letterbox, timings);
        _extractor.Extract(segmentation, run.Letterbox);
        seat.Trackers[feed.Index].Follow(run.Frame.Number, CollectionsMarshal.AsSpan(segmentation.Found));
        return new FrameResult(run.Frame, segmentation, run.Letterbox, summary, seat.Policies[feed.Index].Judge(summary, segmentation, run.Letterbox))
        {
            Camera = feed.Name,
            Feed = feed,
            ServedBy = seat.Serving.ServedBy,
            PrivateAreas = seat.Serving.Privacy,
            Age = run.Age,
            Stale = run.Stale,
        };
    }

    /// <summary>The result goes to who publishes, and a copy to who explains.</summary>
    public void HandOn(FrameResult result)
    {
        var feed = result.Feed!;
        _faultsInARow = 0;
        feed.Counters.Processed(Stage.Segment);
        feed.Counters.Received(Stage.Publish);
        explain.Watch(result);
        if (result.Flags.Count == 0)
        {
            explain.Offer(result);
            // Live, publishing never holds up the model: an unflagged result gives way. A file loses nothing.
            if (results.TryAdd(result)) return;
            if (feed.IsLive)
            {
                feed.Counters.Dropped(Stage.Publish);
                result.Frame.Dispose();
                result.Segmentation.Dispose();
                return;
            }
        }
        else feed.Counters.FrameFlagged();

        // The explanation is copied before the publish stage owns the frame, and starts after: so its result comes second.
        var start = result.Flags.Count > 0 ? explain.Prepare(result) : null;
        results.Add(result);
        start?.Invoke();
    }

    /// <summary>Gives a frame up that could not be segmented, and tells why.</summary>
    /// <exception cref="InvalidOperationException">There were too many in a row.</exception>
    public void Fail(CameraFeed feed, Frame frame, string fault)
    {
        var number = frame.Number;
        GiveUp(feed, frame);
        Report(feed, number, fault);
    }

    /// <summary>Gives a frame up without a word: an exception says it.</summary>
    public static void GiveUp(CameraFeed feed, Frame frame)
    {
        feed.Counters.Failed(Stage.Segment);
        frame.Dispose();
    }

    /// <summary>What a frame is called in messages.</summary>
    public string Named(CameraFeed feed, long number) => cameras == 1 ? $"frame {number}" : $"frame {number} of camera '{feed.Name}'";

    private void Report(CameraFeed feed, long number, string fault)
    {
        LogFailed(log, Named(feed, number), fault);
        results.Add(new PipelineResult(Error: new StageError(Stage.Segment, number, fault) { Camera = feed.Name }));
        if (++_faultsInARow >= options.MaxFaultsInARow)
            throw new InvalidOperationException($"{_faultsInARow} frames in a row could not be segmented; the last, {Named(feed, number)}: {fault}");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Not segmented, {Frame}: {Message}")]
    private static partial void LogFailed(ILogger log, string frame, string message);
}

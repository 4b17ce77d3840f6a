using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SegEdge.Camera;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>Owns each frame from the camera to its result: segmentation, regions, flags. Its thread owns the model.</summary>
internal sealed partial class SegmentStage(
    ChannelReader<Frame> frames, ChannelWriter<PipelineResult> results, SegmentationModel model, FlagPolicy policy, ExplainStage explain,
    RegionOptions regionOptions, PipelineOptions options, SourceKind kind, PipelineMetrics metrics, TimeProvider time, ILogger log)
{
    private readonly Summarizer _summarizer = new(model.Manifest, model.Provider.Name);
    private readonly RegionTracker _tracker = new(regionOptions);
    private int _faultsInARow;

    public void Run()
    {
        using var extractor = new RegionExtractor(regionOptions);
        // Ends because the channel completes; a cancellable token here would allocate at each wait.
        while (frames.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            while (frames.TryRead(out var frame)) Process(frame, extractor);
    }

    private void Process(Frame frame, RegionExtractor extractor)
    {
        var segmentation = model.Maps.Rent();
        FrameResult? result = null;
        try
        {
            if (model.Segment(frame, segmentation, out var timings) is not { } letterbox)
            {
                Report(frame.Number, "the model's scores hold NaN or infinity; check the manifest's mean, std and scale, or the model's precision");
                return;
            }
            _faultsInARow = 0;
            metrics.Segmented(timings, time.GetTimestamp());
            var summary = _summarizer.Summarize(frame, segmentation, letterbox, timings);
            var regions = _tracker.Follow(frame.Number, extractor.Extract(segmentation, letterbox));
            var flags = policy.Judge(summary, segmentation, letterbox, regions);
            result = new FrameResult(frame, segmentation, letterbox, summary, regions, flags);
            metrics.Processed(Stage.Segment);
        }
        finally
        {
            if (result is null) Return(frame, segmentation);
        }
        HandOn(result);
    }

    private void HandOn(FrameResult result)
    {
        metrics.Received(Stage.Publish);
        if (result.Flags.Count == 0)
        {
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
        metrics.Failed(Stage.Segment);
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

using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SegEdge.Camera;

namespace SegEdge.Pipeline;

/// <summary>Reads the source on a thread of its own and hands frames on. It always holds one buffer to read into: a live camera that finds no
/// other free gives up the picture it just read, and never waits for the model.</summary>
internal sealed partial class CaptureStage(
    IFrameSource source, FramePool pool, ChannelWriter<Frame> frames, ChannelWriter<PipelineResult> results,
    PipelineOptions options, PipelineMetrics metrics, StageActivity activity, TimeProvider time, ILogger log)
{
    public void Run(CancellationToken stopping)
    {
        Exception? reason = null;
        try
        {
            Process(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { } // expected: shutdown
        catch (ChannelClosedException) { } // a later stage ended first and holds the reason
        catch (Exception e) // unexpected: the source is broken as a whole
        {
            reason = e;
            LogStageFailed(log, source.Name, e);
        }
        finally
        {
            frames.TryComplete(reason);
        }
    }

    private void Process(CancellationToken stopping)
    {
        var frame = pool.RentAsync(stopping).AsTask().GetAwaiter().GetResult();
        try
        {
            long number = 0;
            for (var faults = 0; options.MaxFrames == 0 || number < options.MaxFrames;)
            {
                stopping.ThrowIfCancellationRequested();
                var outcome = Read(frame, stopping);
                if (outcome == ReadOutcome.End) return;

                metrics.Received(Stage.Capture);
                if (outcome == ReadOutcome.Unreadable)
                {
                    Report(number - 1, frame.Fault ?? "the source gave no reason", ++faults);
                    continue;
                }
                faults = 0;
                frame.Stamp(number++, time.GetTimestamp(), time.GetUtcNow());
                if (!TryRentNext(out var next, stopping))
                {
                    metrics.Dropped(Stage.Capture);
                    continue;
                }
                (var full, frame) = (frame, next);
                HandOn(full, stopping);
            }
        }
        finally
        {
            frame.Dispose();
        }
    }

    private ReadOutcome Read(Frame frame, CancellationToken stopping)
    {
        activity.Begin(Stage.Capture);
        try
        {
            return source.Read(frame, stopping);
        }
        finally
        {
            activity.End(Stage.Capture);
        }
    }

    private bool TryRentNext(out Frame next, CancellationToken stopping)
    {
        if (source.Kind == SourceKind.Live) return pool.TryRent(out next);
        try
        {
            next = pool.RentAsync(stopping).AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            metrics.Dropped(Stage.Capture); // read, and given up: the run ends
            throw;
        }
    }

    private void HandOn(Frame frame, CancellationToken stopping)
    {
        metrics.Processed(Stage.Capture);
        metrics.Received(Stage.Segment);
        try
        {
            // A live channel makes room by dropping its oldest; a file's waits.
            if (!frames.TryWrite(frame)) frames.WriteAsync(frame, stopping).AsTask().GetAwaiter().GetResult();
        }
        catch
        {
            metrics.Dropped(Stage.Segment);
            frame.Dispose();
            throw;
        }
    }

    private void Report(long lastGood, string fault, int faultsInARow)
    {
        metrics.Failed(Stage.Capture);
        LogUnreadable(log, fault);
        results.WriteAsync(new PipelineResult(Error: new StageError(Stage.Capture, lastGood, fault))).AsTask().GetAwaiter().GetResult();
        if (faultsInARow >= options.MaxFaultsInARow)
            throw new CameraException($"{source.Name}: {faultsInARow} pictures in a row could not be read; the last: {fault}");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Camera {Source} ended with an error")]
    private static partial void LogStageFailed(ILogger log, string source, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Picture skipped: {Fault}")]
    private static partial void LogUnreadable(ILogger log, string fault);
}

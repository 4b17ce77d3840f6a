using Microsoft.Extensions.Logging;
using SegEdge.Camera;
using SegEdge.Camera.Live;

namespace SegEdge.Pipeline;

/// <summary>Reads one camera's source on a thread of its own and hands frames on. It always holds one buffer to read into: a live camera that finds no
/// other free gives up the picture it just read, and never waits for the model.</summary>
internal sealed partial class CaptureStage(
    CameraFeed feed, WaitingFrames frames, ResultQueue results, PipelineOptions options, StageActivity activity, TimeProvider time, ILogger log)
{
    /// <summary>Why the source is broken as a whole; null if it is not.</summary>
    public Exception? Failure { get; private set; }

    public void Run(CancellationToken stopping)
    {
        var link = feed.Source as ILiveLink;
        if (link is not null) link.Happened += TryAgain;
        try
        {
            Process(stopping);
            feed.Counters.End("its pictures have ended");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) { } // expected: shutdown
        catch (Exception e) // unexpected: the source is broken as a whole; other cameras go on
        {
            Failure = e;
            feed.Counters.End(e.Message);
            LogStageFailed(log, feed.Name, feed.Source.Name, e);
        }
        finally
        {
            if (link is not null) link.Happened -= TryAgain;
            frames.Complete(feed.Index);
        }
    }

    private void Process(CancellationToken stopping)
    {
        var frame = feed.Pool.Rent(stopping);
        try
        {
            long number = 0;
            for (var faults = 0; options.MaxFrames == 0 || number < options.MaxFrames;)
            {
                stopping.ThrowIfCancellationRequested();
                var outcome = Read(frame, stopping);
                if (outcome == ReadOutcome.End) return;

                feed.Counters.Received(Stage.Capture);
                if (outcome == ReadOutcome.Unreadable)
                {
                    Report(number - 1, frame.Fault ?? "the source gave no reason", ++faults);
                    continue;
                }
                faults = 0;
                frame.Stamp(number++, time.GetTimestamp(), time.GetUtcNow());
                if (!TryRentNext(out var next, stopping))
                {
                    feed.Counters.Dropped(Stage.Capture);
                    continue;
                }
                (var full, frame) = (frame, next);
                if (!HandOn(full, stopping)) return; // a later stage ended first and holds the reason
            }
        }
        finally
        {
            frame.Dispose();
        }
    }

    private ReadOutcome Read(Frame frame, CancellationToken stopping)
    {
        activity.BeginCapture(feed.Index);
        try
        {
            return feed.Source.Read(frame, stopping);
        }
        finally
        {
            activity.EndCapture(feed.Index);
        }
    }

    // A read lasts for as long as the camera is away. Each attempt to reach it is a new thing that is worked on: what hangs is only what never comes to its end.
    private void TryAgain(LinkEvent what) => activity.BeginCapture(feed.Index);

    private bool TryRentNext(out Frame next, CancellationToken stopping)
    {
        if (feed.IsLive) return feed.Pool.TryRent(out next);
        try
        {
            next = feed.Pool.Rent(stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            feed.Counters.Dropped(Stage.Capture); // read, and given up: the run ends
            throw;
        }
    }

    /// <returns>False once no frame is taken any more.</returns>
    private bool HandOn(Frame frame, CancellationToken stopping)
    {
        feed.Counters.Processed(Stage.Capture);
        feed.Counters.Received(Stage.Segment);
        var taken = false;
        try
        {
            // A live camera makes room by dropping its older frame; a file waits.
            if (!feed.IsLive) return taken = frames.TryAdd(feed.Index, frame, stopping);
            taken = frames.TryReplace(feed.Index, frame, out var replaced);
            if (replaced is not null) feed.Drop(replaced);
            return taken;
        }
        finally
        {
            if (!taken) feed.Drop(frame);
        }
    }

    private void Report(long lastGood, string fault, int faultsInARow)
    {
        feed.Counters.Failed(Stage.Capture);
        LogUnreadable(log, feed.Name, fault);
        results.Add(new PipelineResult(Error: new StageError(Stage.Capture, lastGood, fault) { Camera = feed.Name }));
        if (faultsInARow >= options.MaxFaultsInARow)
            throw new CameraException($"{feed.Source.Name}: {faultsInARow} pictures in a row could not be read; the last: {fault}");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Camera '{Camera}' ({Source}) ended with an error")]
    private static partial void LogStageFailed(ILogger log, string camera, string source, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Picture of camera '{Camera}' skipped: {Fault}")]
    private static partial void LogUnreadable(ILogger log, string camera, string fault);
}

using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SegEdge.Pipeline.Flags;
using Mat = OpenCvSharp.Mat;

namespace SegEdge.Pipeline;

/// <summary>Explains flagged frames beside the lane of frames: one at a time, at low priority, on copies. Every flagged frame gets an answer,
/// if only the reason why there is none.</summary>
internal sealed partial class ExplainStage(
    ExplanationLane? lane, SegmentationModel model, ChannelWriter<PipelineResult> results, PipelineMetrics metrics, ILogger log) : IDisposable
{
    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(1);
    private readonly Mat _picture = new();
    private readonly Segmentation _segmentation = model.Maps.MakeOwned();
    private volatile Job? _current;

    /// <summary>Copies what the explanation needs while the caller still owns the frame.</summary>
    /// <returns>To be called once the frame itself is on its way: starts the explanation, or tells why there is none.</returns>
    public Action Prepare(FrameResult result)
    {
        metrics.Received(Stage.Explain);
        // The most severe flag speaks; the order of the rules decides among equals.
        var flag = result.Flags.Where(f => f.Question is not null).OrderByDescending(f => f.Severity).FirstOrDefault() ?? result.Flags[0];
        var job = new Job(result.Summary.Number, flag, result.Letterbox);
        if (lane is null) return () => Skip(job, "explanations are off (Explain:Enabled)");
        if (flag.Question is null) return () => Skip(job, "the flag is about something that is not in the frame");
        if (_current is { } other) return () => Skip(job, $"the lane was busy with frame {other.Number}");

        // Only this thread fills the slot, and only while the lane is idle: no lock is needed.
        _current = job;
        result.Frame.Picture.CopyTo(_picture);
        result.Segmentation.CopyTo(_segmentation);
        return () => _jobs.Writer.TryWrite(job);
    }

    public void Complete() => _jobs.Writer.TryComplete();

    public void Dispose() => _picture.Dispose();

    /// <summary>The lane itself; ends once <see cref="Complete"/> was called and the running explanation is done.</summary>
    public void Run(CancellationToken stopping)
    {
        ThreadPriorities.LowerThisThread();
        while (_jobs.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
            while (_jobs.Reader.TryRead(out var job)) Explain(job, stopping);
    }

    private void Explain(Job job, CancellationToken stopping)
    {
        try
        {
            var explanation = lane!.Explain(_picture, _segmentation, heads => FlagTargets.For(job.Flag.Question!, heads, _segmentation), null, stopping);
            metrics.Processed(Stage.Explain);
            _current = null;
            Tell(new ExplainedFrame(job.Number, job.Flag, job.Letterbox, explanation, null));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) // expected: shutdown
        {
            _current = null;
            Skip(job, "the device was stopping");
        }
        catch (Exception e) // unexpected: one explanation fails, the lane goes on
        {
            LogFailed(log, job.Number, e);
            metrics.Failed(Stage.Explain);
            _current = null;
            Tell(new ExplainedFrame(job.Number, job.Flag, job.Letterbox, null, $"failed: {e.Message}"));
        }
    }

    private void Skip(Job job, string reason)
    {
        metrics.Dropped(Stage.Explain);
        Tell(new ExplainedFrame(job.Number, job.Flag, job.Letterbox, null, reason));
    }

    private void Tell(ExplainedFrame explained) => results.WriteAsync(new PipelineResult(Explained: explained)).AsTask().GetAwaiter().GetResult();

    [LoggerMessage(Level = LogLevel.Error, Message = "Frame {Number} could not be explained")]
    private static partial void LogFailed(ILogger log, long number, Exception e);

    private sealed record Job(long Number, Flag Flag, Letterbox Letterbox);
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SegEdge.Explain;
using SegEdge.Pipeline.Flags;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline;

/// <summary>Explains flagged frames beside the lane of frames: one at a time, at low priority, on copies. Every flagged frame gets an answer,
/// if only the reason why there is none. While nobody asks, it learns about the regions that are likely to be asked about.</summary>
internal sealed partial class ExplainStage(
    ExplanationLane? lane, SegmentationModel model, ChannelWriter<PipelineResult> results, PipelineThrottle throttle, PipelineMetrics metrics,
    StageActivity activity, TimeProvider time, ILogger log) : IDisposable
{
    // A question and a lesson: no more of each.
    private readonly Channel<Action<CancellationToken>> _jobs = Channel.CreateBounded<Action<CancellationToken>>(2);
    private readonly Slot _question = new(model.Maps.MakeOwned()), _lesson = new(model.Maps.MakeOwned());
    private readonly ConcurrentDictionary<int, Answer> _answers = [];
    private readonly TrackWatch _watch = new(lane?.Streaming.Tracks ?? 1);
    private long _restUntil;

    /// <summary>Once a frame, before any <see cref="Prepare"/> or <see cref="Offer"/> of it.</summary>
    public void Watch(FrameResult result) => lane?.Watch(result.Frame.Picture, result.Summary.Number);

    /// <summary>Copies what the explanation needs while the caller still owns the frame.</summary>
    /// <returns>To be called once the frame itself is on its way: starts the explanation, or tells why there is none.</returns>
    public Action Prepare(FrameResult result)
    {
        metrics.Received(Stage.Explain);
        // The most severe flag speaks; the order of the rules decides among equals.
        var flag = result.Flags.Where(f => f.Question is not null).OrderByDescending(f => f.Severity).FirstOrDefault() ?? result.Flags[0];
        var region = RegionOf(flag.Question, result.Regions);
        var job = new Job(TimeOf(result), flag, region?.Track, result.Letterbox);
        if (region is not null) _watch.Asked(region, job.Now.Number);
        if (lane is null) return () => Skip(job, "explanations are off (Explain:Enabled)");
        if (throttle.ExplanationsOff is { } reason) return () => Skip(job, reason);
        if (flag.Question is null) return () => Skip(job, "the flag is about something that is not in the frame");
        if (_question.Frame is { } other) return () => TellOfEarlier(job, $"the lane was busy with frame {other}");

        // Only this thread fills the slot, and only while it is empty: no lock is needed.
        _question.Fill(result);
        return () => _jobs.Writer.TryWrite(stopping => Explain(job, stopping));
    }

    /// <summary>Lets an idle lane learn from a frame that nobody asks about.</summary>
    public void Offer(FrameResult result)
    {
        if (throttle.ExplanationsOff is not null) return;
        if (lane is not { Streams: true } || _question.Frame is not null || _lesson.Frame is not null || time.GetTimestamp() < Volatile.Read(ref _restUntil)) return;
        if (_watch.Next(result.Regions, result.Summary.Number) is not { } region) return;
        _lesson.Fill(result);
        var now = TimeOf(result);
        _jobs.Writer.TryWrite(stopping => Learn(region, now, stopping));
    }

    public void Complete() => _jobs.Writer.TryComplete();

    public void Dispose()
    {
        _question.Dispose();
        _lesson.Dispose();
    }

    /// <summary>The lane itself; ends once <see cref="Complete"/> was called and the running explanation is done.</summary>
    public void Run(CancellationToken stopping)
    {
        ThreadPriorities.LowerThisThread();
        while (_jobs.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
            while (_jobs.Reader.TryRead(out var job))
            {
                activity.Begin(Stage.Explain);
                job(stopping);
                activity.End(Stage.Explain);
            }
    }

    private void Explain(Job job, CancellationToken stopping)
    {
        try
        {
            var explanation = lane!.Explain(_question.Picture, _question.Segmentation,
                heads => FlagTargets.For(job.Flag.Question!, heads, _question.Segmentation), job.Now, job.Track, stopping);
            Remember(job, explanation);
            metrics.Processed(Stage.Explain);
            _question.Empty();
            Tell(job, explanation, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) // expected: shutdown
        {
            _question.Empty();
            Skip(job, "the device was stopping");
        }
        catch (Exception e) // unexpected: one explanation fails, the lane goes on
        {
            LogFailed(log, job.Now.Number, e);
            metrics.Failed(Stage.Explain);
            _question.Empty();
            Tell(job, null, $"failed: {e.Message}");
        }
    }

    private void Learn(Region region, FrameTime now, CancellationToken stopping)
    {
        var start = time.GetTimestamp();
        try
        {
            var question = new FlagQuestion(region.Head, region.Class, region.Seed);
            if (lane!.Learn(_lesson.Picture, _lesson.Segmentation, heads => FlagTargets.For(question, heads, _lesson.Segmentation), now, region.Track, stopping))
                metrics.Learned();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) // expected: shutdown
        {
        }
        catch (Exception e) // nobody waits for it; the question itself, when it comes, gets its own answer
        {
            LogNotLearned(log, region.Track, now.Number, e.Message);
        }
        // A share of 0.2 rests four times as long as it learned.
        var rest = time.GetElapsedTime(start) * ((1 / lane!.Streaming.Share) - 1);
        Volatile.Write(ref _restUntil, time.GetTimestamp() + (long)(rest.TotalSeconds * time.TimestampFrequency));
        _lesson.Empty();
    }

    private void Remember(Job job, ExplanationResult explanation)
    {
        foreach (var (track, answer) in _answers)
            if (job.Now.At - answer.Now.At > TimeSpan.FromSeconds(lane!.Streaming.StaleSeconds)) _answers.TryRemove(track, out _);
        if (job.Track is { } asked && explanation.Status == ExplainStatus.Ok) _answers[asked] = new Answer(job.Now, explanation);
    }

    // An answer of a moment ago says more than none, if it says how old it is.
    private void TellOfEarlier(Job job, string busy)
    {
        if (job.Track is not { } track || !_answers.TryGetValue(track, out var answer) || answer.Explanation.Target.ClassIndex != job.Flag.Question!.Class
            || job.Now.At - answer.Now.At > TimeSpan.FromSeconds(lane!.Streaming.StaleSeconds))
        {
            Skip(job, busy);
            return;
        }
        metrics.Dropped(Stage.Explain);
        var (frames, passed) = (job.Now.Number - answer.Now.Number, job.Now.At - answer.Now.At);
        var made = answer.Explanation;
        Tell(job, made with
        {
            Status = ExplainStatus.Stale,
            Reason = string.Create(CultureInfo.InvariantCulture, $"made for frame {answer.Now.Number}, {frames} frames earlier, and not measured on this one: {busy}"),
            Age = new ExplanationAge(made.Age.Frames + frames, made.Age.Time + passed),
        }, null);
    }

    private void Skip(Job job, string reason)
    {
        metrics.Dropped(Stage.Explain);
        Tell(job, null, reason);
    }

    private void Tell(Job job, ExplanationResult? explanation, string? skippedBecause) =>
        results.WriteAsync(new PipelineResult(Explained: new ExplainedFrame(job.Now.Number, job.Flag, job.Letterbox, explanation, skippedBecause)))
            .AsTask().GetAwaiter().GetResult();

    private FrameTime TimeOf(FrameResult result) => new(result.Summary.Number, time.GetElapsedTime(0, result.Summary.CapturedAt));

    // A band of uncertain pixels is no region, and no track's.
    private static Region? RegionOf(FlagQuestion? question, IReadOnlyList<Region> regions) => question is not { Uncertain: null } ? null
        : regions.Where(r => r.Head == question.Head && r.Class == question.Class && (question.Seed is null || question.Seed == r.Seed))
            .MaxBy(r => r.AreaPx);

    [LoggerMessage(Level = LogLevel.Error, Message = "Frame {Number} could not be explained")]
    private static partial void LogFailed(ILogger log, long number, Exception e);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nothing learned about track {Track} from frame {Number}: {Reason}")]
    private static partial void LogNotLearned(ILogger log, int track, long number, string reason);

    private sealed record Job(FrameTime Now, Flag Flag, int? Track, Letterbox Letterbox);

    private sealed record Answer(FrameTime Now, ExplanationResult Explanation);

    /// <summary>Room for one frame's copy. The lane's thread empties it, the frames' thread fills it.</summary>
    private sealed class Slot(Segmentation segmentation) : IDisposable
    {
        private const long None = -1;

        private long _frame = None;

        public OpenCvSharp.Mat Picture { get; } = new();

        public Segmentation Segmentation => segmentation;

        /// <summary>Which frame is in it; null when it is empty.</summary>
        public long? Frame => Volatile.Read(ref _frame) is var frame and not None ? frame : null;

        public void Fill(FrameResult result)
        {
            result.Frame.Picture.CopyTo(Picture);
            result.Segmentation.CopyTo(segmentation);
            Volatile.Write(ref _frame, result.Summary.Number);
        }

        public void Empty() => Volatile.Write(ref _frame, None);

        public void Dispose() => Picture.Dispose();
    }
}

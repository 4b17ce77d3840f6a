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
    ServingModel first, int cameras, ResultQueue results, PipelineThrottle throttle, PipelineMetrics metrics, StageActivity activity, TimeProvider time, ILogger log) : IDisposable
{
    // A model's slots bound what waits: a question and a lesson of each.
    private readonly Channel<Action<CancellationToken>> _jobs = Channel.CreateUnbounded<Action<CancellationToken>>(new UnboundedChannelOptions { SingleReader = true });
    private ExplainSeat _seat = new(first, cameras);
    private ExplainSeat? _before; // while the model in the seat is on trial
    private long _restUntil;

    /// <summary>Once a frame, before any <see cref="Prepare"/> or <see cref="Offer"/> of it.</summary>
    public void Watch(FrameResult result) => _seat.Lane?.Watch(result.Frame.Picture, result.Summary.Number, result.Feed!.Index);

    /// <summary>From the next frame on another model is explained, which begins without memories.</summary>
    public void Begin(ServingModel serving) => (_before, _seat) = (_seat, new ExplainSeat(serving, cameras));

    /// <summary>The model before is disposed once its last explanation is published.</summary>
    public void Retire(ServingModel old)
    {
        Retire(_before!, old);
        _before = null;
    }

    /// <summary>From the next frame on the model before is explained again; the failed one is disposed once its last explanation is published.</summary>
    public void GoBack(ServingModel failed)
    {
        Retire(_seat, failed);
        (_seat, _before) = (_before!, null);
    }

    /// <summary>Copies what the explanation needs while the caller still owns the frame.</summary>
    /// <returns>To be called once the frame itself is on its way: starts the explanation, or tells why there is none.</returns>
    public Action Prepare(FrameResult result)
    {
        var (seat, feed) = (_seat, result.Feed!);
        feed.Counters.Received(Stage.Explain);
        // The most severe flag speaks; the order of the rules decides among equals.
        var flag = result.Flags.Where(f => f.Question is not null).OrderByDescending(f => f.Severity).FirstOrDefault() ?? result.Flags[0];
        var region = RegionOf(flag.Question, result.Regions);
        var job = new Job(seat, feed, TimeOf(result), flag, region?.Track, result.Letterbox);
        if (region is { } asked) seat.Watches[feed.Index].Asked(asked, job.Now.Number);
        if (seat.Lane is null) return () => Skip(job, "explanations are off (Explain:Enabled)");
        if (throttle.ExplanationsOff is { } reason) return () => Skip(job, reason);
        if (flag.Question is null) return () => Skip(job, "the flag is about something that is not in the frame");
        if (seat.Question.Frame is { } other) return () => TellOfEarlier(job, $"the lane was busy with frame {other}{(seat.Question.Camera == feed.Name ? "" : $" of camera '{seat.Question.Camera}'")}");

        // Only this thread fills the slot, and only while it is empty: no lock is needed.
        seat.Question.Fill(result);
        return () => _jobs.Writer.TryWrite(stopping => Explain(job, stopping));
    }

    /// <summary>Lets an idle lane learn from a frame that nobody asks about.</summary>
    public void Offer(FrameResult result)
    {
        if (throttle.ExplanationsOff is not null) return;
        var seat = _seat;
        if (seat.Lane is not { Streams: true } lane || seat.Question.Frame is not null || seat.Lesson.Frame is not null || time.GetTimestamp() < Volatile.Read(ref _restUntil)) return;
        if (seat.Watches[result.Feed!.Index].Next(result.Regions, result.Summary.Number) is not { } region) return;
        seat.Lesson.Fill(result);
        Teach(seat, lane, result.Feed!.Index, region, TimeOf(result));
    }

    // Apart from its caller, which would make the closure for every frame and not only for those that teach.
    private void Teach(ExplainSeat seat, ExplanationLane lane, int camera, Region region, FrameTime now) =>
        _jobs.Writer.TryWrite(stopping => Learn(seat, lane, camera, region, now, stopping));

    public void Complete() => _jobs.Writer.TryComplete();

    public void Dispose()
    {
        _seat.Dispose();
        _before?.Dispose();
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

    // In the order of the jobs: by then the lane has answered all that was asked about the model, and the publish stage gets this after those answers.
    private void Retire(ExplainSeat seat, ServingModel serving) => _jobs.Writer.TryWrite(_ =>
    {
        seat.Dispose();
        results.Add(new PipelineResult(Retired: serving));
    });

    private void Explain(Job job, CancellationToken stopping)
    {
        var question = job.Seat.Question;
        try
        {
            var explanation = job.Seat.Lane!.Explain(question.Picture, question.Segmentation,
                heads => FlagTargets.For(job.Flag.Question!, heads, question.Segmentation), job.Now, job.Track, stopping, job.Feed.Index);
            Remember(job, explanation);
            job.Feed.Counters.Processed(Stage.Explain);
            question.Empty();
            Tell(job, explanation, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested) // expected: shutdown
        {
            question.Empty();
            Skip(job, "the device was stopping");
        }
        catch (Exception e) // unexpected: one explanation fails, the lane goes on
        {
            LogFailed(log, job.Now.Number, job.Feed.Name, e);
            job.Feed.Counters.Failed(Stage.Explain);
            question.Empty();
            Tell(job, null, $"failed: {e.Message}");
        }
    }

    private void Learn(ExplainSeat seat, ExplanationLane lane, int camera, Region region, FrameTime now, CancellationToken stopping)
    {
        var start = time.GetTimestamp();
        try
        {
            var question = new FlagQuestion(region.Head, region.Class, region.Seed);
            if (lane.Learn(seat.Lesson.Picture, seat.Lesson.Segmentation, heads => FlagTargets.For(question, heads, seat.Lesson.Segmentation), now, region.Track, stopping, camera))
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
        var rest = time.GetElapsedTime(start) * ((1 / lane.Streaming.Share) - 1);
        Volatile.Write(ref _restUntil, time.GetTimestamp() + (long)(rest.TotalSeconds * time.TimestampFrequency));
        seat.Lesson.Empty();
    }

    private static void Remember(Job job, ExplanationResult explanation)
    {
        foreach (var (track, answer) in job.Seat.Answers)
            if (job.Now.At - answer.Now.At > TimeSpan.FromSeconds(job.Seat.Lane!.Streaming.StaleSeconds)) job.Seat.Answers.TryRemove(track, out _);
        if (job.Track is { } asked && explanation.Status == ExplainStatus.Ok) job.Seat.Answers[asked] = new ExplainSeat.Answer(job.Now, explanation);
    }

    // An answer of a moment ago says more than none, if it says how old it is.
    private void TellOfEarlier(Job job, string busy)
    {
        if (job.Track is not { } track || !job.Seat.Answers.TryGetValue(track, out var answer) || answer.Explanation.Target.ClassIndex != job.Flag.Question!.Class
            || job.Now.At - answer.Now.At > TimeSpan.FromSeconds(job.Seat.Lane!.Streaming.StaleSeconds))
        {
            Skip(job, busy);
            return;
        }
        job.Feed.Counters.Dropped(Stage.Explain);
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
        job.Feed.Counters.Dropped(Stage.Explain);
        Tell(job, null, reason);
    }

    private void Tell(Job job, ExplanationResult? explanation, string? skippedBecause) =>
        results.Add(new PipelineResult(Explained: new ExplainedFrame(job.Now.Number, job.Flag, job.Letterbox, explanation, skippedBecause) { Camera = job.Feed.Name }));

    private FrameTime TimeOf(FrameResult result) => new(result.Summary.Number, time.GetElapsedTime(0, result.Summary.CapturedAt));

    // A band of uncertain pixels is no region, and no track's.
    private static Region? RegionOf(FlagQuestion? question, IReadOnlyList<Region> regions) => question is not { Uncertain: null } ? null
        : regions.Where(r => r.Head == question.Head && r.Class == question.Class && (question.Seed is null || question.Seed == r.Seed))
            .Cast<Region?>().MaxBy(r => r!.Value.AreaPx);

    [LoggerMessage(Level = LogLevel.Error, Message = "Frame {Number} of camera '{Camera}' could not be explained")]
    private static partial void LogFailed(ILogger log, long number, string camera, Exception e);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Nothing learned about track {Track} from frame {Number}: {Reason}")]
    private static partial void LogNotLearned(ILogger log, int track, long number, string reason);

    private sealed record Job(ExplainSeat Seat, CameraFeed Feed, FrameTime Now, Flag Flag, int? Track, Letterbox Letterbox);
}

using System.Collections.Concurrent;

namespace SegEdge.Pipeline.Tests.Stages;

/// <summary>Writes down what the publish stage says, and does what the test asks it to do with it.</summary>
internal sealed class RecordingSink : IResultSink
{
    private readonly ConcurrentQueue<string> _story = new();

    /// <summary>"frame 3", "explained 3", "Capture error 4", in the order of the calls.</summary>
    public IReadOnlyList<string> Story => [.. _story];

    public ConcurrentQueue<ExplainedFrame> Explained { get; } = new();

    public ConcurrentQueue<StageError> Errors { get; } = new();

    public ConcurrentQueue<SegmentationSummary> Summaries { get; } = new();

    public Count Frames { get; } = new();

    public Count Explanations { get; } = new();

    public Count Failures { get; } = new();

    /// <summary>Called in the middle of each frame.</summary>
    public Func<FrameResult, ValueTask> OnFrame { get; init; } = _ => ValueTask.CompletedTask;

    public Func<ExplainedFrame, ValueTask> OnExplained { get; init; } = _ => ValueTask.CompletedTask;

    public IEnumerable<long> Numbers => Summaries.Select(s => s.Number);

    public async ValueTask FrameAsync(FrameResult result)
    {
        _story.Enqueue($"frame {result.Summary.Number}");
        Summaries.Enqueue(result.Summary);
        Frames.Add();
        await OnFrame(result);
    }

    public async ValueTask ExplainedAsync(ExplainedFrame explained)
    {
        _story.Enqueue($"explained {explained.Number}");
        Explained.Enqueue(explained);
        Explanations.Add();
        await OnExplained(explained);
    }

    public ValueTask FailedAsync(StageError failure)
    {
        _story.Enqueue($"{failure.Stage} error {failure.Number}");
        Errors.Enqueue(failure);
        Failures.Add();
        return ValueTask.CompletedTask;
    }
}

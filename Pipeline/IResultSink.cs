namespace SegEdge.Pipeline;

/// <summary>Where results go: files, the outbox, the dashboard. Calls come from one thread, in order; the explanation of a frame
/// comes after the frame. What a sink throws is counted and logged, and the other sinks still get their call.</summary>
public interface IResultSink
{
    /// <param name="result">Borrowed: valid until the call returns.</param>
    ValueTask FrameAsync(FrameResult result);

    /// <summary>A flagged frame's explanation, or the reason why there is none.</summary>
    ValueTask ExplainedAsync(ExplainedFrame explained) => ValueTask.CompletedTask;

    /// <summary>One picture or frame could not be used.</summary>
    ValueTask FailedAsync(StageError failure) => ValueTask.CompletedTask;
}

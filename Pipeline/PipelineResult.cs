namespace SegEdge.Pipeline;

/// <summary>What travels to the publish stage: exactly one of the three.</summary>
internal readonly record struct PipelineResult(FrameResult? Frame = null, ExplainedFrame? Explained = null, StageError? Error = null);

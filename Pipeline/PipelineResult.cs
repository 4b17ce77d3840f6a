namespace SegEdge.Pipeline;

/// <summary>What travels to the publish stage: exactly one of the four.</summary>
/// <param name="Retired">A model of which every result came before.</param>
internal readonly record struct PipelineResult(FrameResult? Frame = null, ExplainedFrame? Explained = null, StageError? Error = null, ServingModel? Retired = null);

namespace SegEdge.Explain;

/// <summary>Which frame, and when it was captured.</summary>
/// <param name="At">Monotonic, since any moment that all frames share.</param>
public readonly record struct FrameTime(long Number, TimeSpan At);

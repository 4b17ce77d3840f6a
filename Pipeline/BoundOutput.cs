using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline;

/// <summary>One bound output with its shape as a run gave it.</summary>
internal sealed record BoundOutput(ModelHead Head, HeadKind Kind, int[] Shape, Func<float[]> Read);

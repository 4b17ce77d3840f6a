namespace SegEdge.Pipeline;

/// <summary>A bound output.</summary>
/// <param name="Shape">As a run gave it.</param>
/// <param name="Values">float[], long[], int[] or byte[]; filled by each run.</param>
internal sealed record BoundTensor(string Name, int[] Shape, Array Values);

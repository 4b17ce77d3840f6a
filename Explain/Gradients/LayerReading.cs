namespace SegEdge.Explain;

/// <summary>A layer's value and the score's gradient there, for one picture.</summary>
/// <param name="Shape">Of both, for a batch of one.</param>
public readonly record struct LayerReading(string Layer, PictureTensor Shape, float[] Activations, float[] Gradients);

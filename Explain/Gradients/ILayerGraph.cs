namespace SegEdge.Explain;

/// <summary>A value inside the network and how a region's score moves with it: the ground of class-activation maps; of the picture itself,
/// the plain gradient. Not thread-safe: one lane owns it.</summary>
public interface ILayerGraph
{
    /// <summary>Name of the value in the model file.</summary>
    string Layer { get; }

    /// <summary>[1, C, H, W], or [1, H, W, C] where it says so.</summary>
    PictureTensor Shape { get; }

    /// <summary>One forward and one backward pass.</summary>
    /// <param name="picture">Normalised, in the network's layout.</param>
    /// <param name="activations">Receives the value, <see cref="PictureTensor.Length"/> numbers.</param>
    /// <param name="gradients">Receives dv / d value.</param>
    /// <returns>v: log-odds, mean over the region.</returns>
    float Run(Memory<float> picture, ExplainQuestion question, Memory<float> activations, Memory<float> gradients);
}

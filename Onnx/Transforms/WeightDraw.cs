namespace SegEdge.Onnx.Transforms;

/// <summary>What weights become when a model is made to forget.</summary>
public enum WeightDraw
{
    /// <summary>Normal, with the mean and the standard deviation of the tensor; one that has no deviation stays. Variances are shuffled:
    /// they must not become negative.</summary>
    SameMoments,

    /// <summary>The tensor's own numbers in another order.</summary>
    Shuffled,

    /// <summary>As before training: normal with variance 2 / fan-in (He et al., arXiv:1502.01852), biases 0, scales of normalisations 1;
    /// running statistics stay.</summary>
    Initial,
}

namespace SegEdge.Explain;

/// <summary>What the numbers of an output mean.</summary>
public enum ScoreKind
{
    /// <summary>One unbounded score per class; softmax makes probabilities of them.</summary>
    Logits,

    /// <summary>One probability per class.</summary>
    Probabilities,

    /// <summary>One channel; its sigmoid is the probability of class 1 against class 0.</summary>
    BinaryLogit,

    /// <summary>One channel: the probability of class 1 against class 0.</summary>
    BinaryProbability,

    /// <summary>One channel with the winning class's index: no scores, so only "is the pixel still that class" can be asked.</summary>
    ClassIndex,
}

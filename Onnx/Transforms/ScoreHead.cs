namespace SegEdge.Onnx.Transforms;

/// <summary>One output of per-pixel scores, and what they mean.</summary>
/// <param name="Name">Short; ends the names of the outputs that are made of it.</param>
/// <param name="Output">The value's name, mostly of an output.</param>
public sealed record ScoreHead(string Name, string Output, ScoreKind Kind)
{
    /// <summary>Whether scores are [N, H, W, C] and not [N, C, H, W].</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Whether scores are probabilities 0..1 and not logits.</summary>
    public bool Probabilities { get; init; }

    /// <summary>Of a binary head: class 1 where its probability is above this, 0..1.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>Of a head of class indices, which do not tell: how many classes there are.</summary>
    public int Classes { get; init; }

    /// <summary>Rows and columns that hold the picture, where the rest is a letterbox's padding: statistics look only there. Null: all.</summary>
    public (int Top, int Left, int Height, int Width)? Content { get; init; }
}

/// <summary>What a score tensor holds.</summary>
public enum ScoreKind
{
    /// <summary>A score for each class; the largest wins, the lower index in a tie.</summary>
    PerClass,

    /// <summary>One score, of class 1 against class 0.</summary>
    Binary,

    /// <summary>The index of the class.</summary>
    Indices,
}

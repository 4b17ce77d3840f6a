namespace SegEdge.Explain;

/// <summary>How explanations are kept over frames.</summary>
public sealed record StreamingOptions
{
    /// <summary>What a coalition gradient is worth one frame later, 0..1. At 0.93 the last 28 count: (1 + f) / (1 - f).</summary>
    public double Forget { get; init; } = 0.93;

    /// <summary>From this share of the picture that motion does not explain on, 0..1, it is another scene and nothing is kept.</summary>
    public double CutAbove { get; init; } = 0.5;

    /// <summary>Frames after which a track that was not seen is forgotten.</summary>
    public int LostAfterFrames { get; init; } = 30;
}

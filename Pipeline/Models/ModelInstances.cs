namespace SegEdge.Pipeline.Models;

/// <summary>How the detections of a proto-instances head become objects, each with a mask of its own.</summary>
public sealed record ModelInstances
{
    /// <summary>Name of the model's second output: mask prototypes, float [1, M, h, w]. The head's own output has the detections.</summary>
    public required string Prototypes { get; init; }

    /// <summary>An object is what has a class probability above this, 0..1, both excluded.</summary>
    public float ScoreThreshold { get; init; } = 0.25f;

    /// <summary>Of two boxes whose intersection over union is above this, the one with the lower score is not an object of its own; above 0, at most 1.</summary>
    public float Overlap { get; init; } = 0.7f;

    /// <summary>The objects of highest score that are kept of a frame, 1..255.</summary>
    public int MaxInstances { get; init; } = 100;

    /// <summary>Whether only boxes of the same class compete; otherwise every box does.</summary>
    public bool PerClass { get; init; } = true;
}

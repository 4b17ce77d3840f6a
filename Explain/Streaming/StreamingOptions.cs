using System.ComponentModel.DataAnnotations;

namespace SegEdge.Explain;

/// <summary>How explanations are kept over frames.</summary>
public sealed record StreamingOptions
{
    /// <summary>Share of its time, 0..1, that the lane may spend on learning while no flag asks it anything; 0 turns it off.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; init; } = 0.2;

    /// <summary>Regions that are kept at once: those that flags asked about, the largest of such a class, then the least certain.</summary>
    [Range(1, 64)]
    public int Tracks { get; init; } = 2;

    /// <summary>Coalition gradients of each frame that is learned from. Two, an antithetic pair, rank what lies around a region more surely and take twice the time.</summary>
    [Range(1, 16)]
    public int Gradients { get; init; } = 1;

    /// <summary>What a coalition gradient is worth at the next frame that is learned from, 0..1. At 0.93 the last 28 count: (1 + f) / (1 - f).</summary>
    [Range(0.0, 1.0)]
    public double Forget { get; init; } = 0.93;

    /// <summary>From this share of the picture that motion does not explain on, 0..1, it is another scene and nothing is kept.</summary>
    [Range(0.0, 1.0)]
    public double CutAbove { get; init; } = 0.5;

    /// <summary>Frames after which a track that was neither learned nor asked about is forgotten. A slow lane comes by every second or two.</summary>
    [Range(1, 100_000)]
    public int LostAfterFrames { get; init; } = 300;

    /// <summary>How long an answer may still be shown, as stale, for a later frame of its track that the lane has no time for.</summary>
    [Range(0, 3_600)]
    public int StaleSeconds { get; init; } = 10;
}

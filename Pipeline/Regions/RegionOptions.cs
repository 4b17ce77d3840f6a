using System.ComponentModel.DataAnnotations;

namespace SegEdge.Pipeline.Regions;

/// <summary>Which pieces of a class map count as regions, and when two of them are the same thing.</summary>
public sealed record RegionOptions
{
    /// <summary>Share of the picture below which a piece is noise, 0..1.</summary>
    [Range(0.0, 1.0)]
    public float MinArea { get; init; } = 0.0005f;

    /// <summary>The largest ones kept for each frame; the contract carries up to 32.</summary>
    [Range(1, 32)]
    public int Most { get; init; } = 32;

    /// <summary>Overlap of two boxes (intersection over union) from which they are the same thing in the next frame, 0..1.</summary>
    [Range(0.0, 1.0)]
    public float SameFromIou { get; init; } = 0.2f;

    /// <summary>Frames that a thing may be missing and still be the same.</summary>
    [Range(0, 10_000)]
    public int ForgetAfterFrames { get; init; } = 15;
}

using System.ComponentModel.DataAnnotations;

namespace SegEdge.Camera.Clips;

/// <summary>Video around flagged frames: what the camera sent, neither decoded nor encoded again.</summary>
public sealed record ClipOptions
{
    public bool Enabled { get; init; }

    /// <summary>Seconds before the flagged frame; a clip begins at the last key frame before that.</summary>
    [Range(0.0, 300.0)]
    public double PreSeconds { get; init; } = 5;

    [Range(0.0, 300.0)]
    public double PostSeconds { get; init; } = 5;

    /// <summary>Flags that follow each other share one clip until it is this long; then another begins.</summary>
    [Range(1.0, 3600.0)]
    public double MostSeconds { get; init; } = 60;

    /// <summary>Of all clips on the disk; the oldest goes first.</summary>
    [Range(1L << 20, 1L << 40)]
    public long QuotaBytes { get; init; } = 1L << 30;

    /// <summary>Of the packets kept in memory for <see cref="PreSeconds"/>: 32 MB are 25 s of 10 Mbit/s.</summary>
    [Range(1L << 20, 1L << 31)]
    public long MemoryBytes { get; init; } = 32L << 20;

    /// <summary>"auto" is a folder in the user's data folder.</summary>
    [Required]
    public string Folder { get; init; } = "auto";

    /// <summary>A clip is what the camera sent, so nothing in it is blanked; where <c>Privacy:Policy</c> blanks, this must be said as well.</summary>
    public bool KeepPrivatePixels { get; init; }
}

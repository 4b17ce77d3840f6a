using System.ComponentModel.DataAnnotations;

namespace SegEdge.Pipeline;

/// <summary>The pipeline's own settings.</summary>
public sealed record PipelineOptions
{
    /// <summary>Pictures of each camera that can be under way at once: one being captured, one waiting, one segmented, one
    /// whose scores are read, two being published, one spare.</summary>
    [Range(4, 64)]
    public int Frames { get; init; } = 7;

    /// <summary>Ends the run after this many pictures of each camera; 0 never does.</summary>
    [Range(0L, long.MaxValue)]
    public long MaxFrames { get; init; }

    /// <summary>Unreadable pictures of one camera, or failed frames of any, in a row after which the source or model counts as broken.</summary>
    [Range(1, 100_000)]
    public int MaxFaultsInARow { get; init; } = 100;
}

using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Another model while the device runs.</summary>
public sealed record SwapOptions
{
    /// <summary>Where 'segedge models swap' asks and the device remembers which model is current: whoever may write there may change the model. "auto" is in
    /// the user's data folder; empty: none is taken.</summary>
    public string? Folder { get; init; } = "auto";

    /// <summary>Frames that must be good before the old model is unloaded.</summary>
    [Range(8, 1_000_000)]
    public int GoodFrames { get; init; } = 100;

    /// <summary>A frame of a new model that takes longer is late; with more than a fifth of <see cref="GoodFrames"/> late the old one comes back. 0: three
    /// times the 95th percentile of the old model.</summary>
    [Range(0, 60_000)]
    public int LatencyBudgetMs { get; init; }

    /// <summary>Memory that must be left once both models are loaded.</summary>
    [Range(0, 1 << 20)]
    public int ReserveMb { get; init; } = 128;
}

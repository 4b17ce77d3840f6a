using System.ComponentModel.DataAnnotations;

namespace SegEdge.Pipeline;

/// <summary>How engines are built and kept.</summary>
public sealed record TensorRtOptions
{
    /// <summary>Folder of engines, on a disk that stays; the user's data folder if absent or empty.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Memory that a builder may use for one layer. On a Jetson it is the CPU's too.</summary>
    [Range(64, 65_536)]
    public int WorkspaceMb { get; init; } = 1024;

    /// <summary>How long the builder searches: 2 or 3 on a device, 5 where time is no matter.</summary>
    [Range(0, 5)]
    public int OptimizationLevel { get; init; } = 3;

    /// <summary>-1 leaves it to TensorRT; 0 needs the least memory.</summary>
    [Range(-1, 8)]
    public int AuxiliaryStreams { get; init; }

    /// <summary>Smaller pieces of the network stay with CUDA: raise it where an engine falls into many.</summary>
    [Range(1, 1000)]
    public int MinSubgraphNodes { get; init; } = 1;

    /// <summary>A build that takes longer is killed and counts as failed.</summary>
    [Range(1, 24 * 60)]
    public int BuildMinutes { get; init; } = 30;

    public bool DetailedBuildLog { get; init; }

    internal string Folder => CacheFolder is { Length: > 0 } folder ? folder : Path.Combine(UserData.Folder, "engines");
}

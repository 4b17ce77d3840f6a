namespace SegEdge.Telemetry.Contract;

/// <summary>What computed the result.</summary>
public sealed record ModelInfo
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Of the model file, 64 lower-case hex digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The execution provider that really ran, not the one asked for.</summary>
    public required string Provider { get; init; }

    /// <summary>What runs, and whether it is what was wanted: TRT_READY, TRT_BUILDING_CUDA_SERVING, CUDA, CPU, CPU_DEGRADED.</summary>
    public string? ProviderState { get; init; }

    /// <summary>Why not the provider that was wanted; absent where it runs. At most 512 characters.</summary>
    public string? ProviderReason { get; init; }
}

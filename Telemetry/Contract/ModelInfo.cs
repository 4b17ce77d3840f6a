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
}

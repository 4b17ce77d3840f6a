namespace SegEdge.Telemetry.Contract;

/// <summary>Whether the model really depends on what the map marks.</summary>
public sealed record FaithfulnessInfo
{
    public required double Score { get; init; }

    /// <summary>The test's name, and against what it was compared.</summary>
    public required string How { get; init; }

    public required bool Pass { get; init; }
}

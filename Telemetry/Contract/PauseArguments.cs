namespace SegEdge.Telemetry.Contract;

/// <summary>What a pause keeps on the device.</summary>
public sealed record PauseArguments
{
    public required PauseScope Scope { get; init; }
}

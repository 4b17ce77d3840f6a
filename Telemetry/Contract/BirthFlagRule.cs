namespace SegEdge.Telemetry.Contract;

/// <summary>A rule in force, by the name that fired flags quote.</summary>
public sealed record BirthFlagRule
{
    public required string Rule { get; init; }

    public required double Threshold { get; init; }

    public required Severity Severity { get; init; }
}

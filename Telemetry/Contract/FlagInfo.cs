namespace SegEdge.Telemetry.Contract;

/// <summary>A rule that fired, with the number that made it fire.</summary>
public sealed record FlagInfo
{
    public required string Rule { get; init; }

    /// <summary>Name of the class that the rule is about; absent where it is about the frame.</summary>
    public string? Class { get; init; }

    public required double Value { get; init; }

    public required double Threshold { get; init; }

    public required Severity Severity { get; init; }
}

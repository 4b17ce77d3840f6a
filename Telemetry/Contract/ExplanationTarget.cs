namespace SegEdge.Telemetry.Contract;

/// <summary>The question that the map answers: why this class, here, rather than that one.</summary>
public sealed record ExplanationTarget
{
    /// <summary>Id of a region of the event; absent for the whole frame.</summary>
    public int? Region { get; init; }

    public required string Class { get; init; }

    public string? Head { get; init; }

    /// <summary>The class it is told apart from; absent where the score is not a difference.</summary>
    public string? Foil { get; init; }
}

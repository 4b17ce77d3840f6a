namespace SegEdge.Fleet.Store;

/// <summary>What a person decided about an event. Nothing is changed or deleted: a verdict that was wrong is taken back by another one.</summary>
public sealed record FleetVerdict
{
    /// <summary>ULID; the key.</summary>
    public required string VerdictId { get; init; }

    public required string EventId { get; init; }

    public required DateTimeOffset Utc { get; init; }

    public required string User { get; init; }

    /// <summary>Wire name of <see cref="Telemetry.Contract.ReviewVerdict"/>.</summary>
    public required string Verdict { get; init; }

    public string? Reason { get; init; }

    /// <summary>The class that the person saw, where it is another one.</summary>
    public string? Class { get; init; }

    /// <summary>Names of the layers on the screen when it was decided.</summary>
    public required IReadOnlyList<string> Shown { get; init; }

    /// <summary>The verdict that this one takes back; it then stands for nothing itself.</summary>
    public string? TakesBack { get; init; }
}

namespace SegEdge.Fleet.Store;

/// <summary>Which events; what is null does not matter.</summary>
public sealed record EventFilter
{
    public static EventFilter All { get; } = new();

    public string? Site { get; init; }

    public string? Device { get; init; }

    public string? Camera { get; init; }

    public string? Class { get; init; }

    public string? Rule { get; init; }

    public string? Severity { get; init; }

    public string? Model { get; init; }

    public string? ModelVersion { get; init; }

    public string? ExplanationStatus { get; init; }

    /// <summary>Captured then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Captured before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether there is a verdict that was not taken back.</summary>
    public bool? Reviewed { get; init; }
}

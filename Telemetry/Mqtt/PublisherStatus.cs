namespace SegEdge.Telemetry;

/// <summary>The link as health checks and dashboards show it; immutable, a new one at each change.</summary>
public sealed record PublisherStatus
{
    public required bool Connected { get; init; }

    /// <summary>When it became so.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The last problem: which host and port, what was found, what to do. Stays after recovery; null before the first.</summary>
    public string? LastError { get; init; }

    /// <summary>Attempts to connect in this boot; the number that <c>connection</c> carries.</summary>
    public long Session { get; init; }

    /// <summary>Connections made after the first one.</summary>
    public long Reconnects { get; init; }
}

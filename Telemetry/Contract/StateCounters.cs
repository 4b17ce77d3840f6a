namespace SegEdge.Telemetry.Contract;

/// <summary>Everything that did not go its usual way, counted since the start of this process.</summary>
public sealed record StateCounters
{
    /// <summary>Records given up for want of room.</summary>
    public required long Evicted { get; init; }

    public required long Expired { get; init; }

    /// <summary>Records no broker will take: too large, or refused for good.</summary>
    public required long Quarantined { get; init; }

    /// <summary>Appends turned away before they got a number.</summary>
    public required long Refused { get; init; }

    /// <summary>Live masks that the link could not take at once.</summary>
    public required long LiveDropped { get; init; }

    public required long Reconnects { get; init; }
}

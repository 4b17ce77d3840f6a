namespace SegEdge.Telemetry.Contract;

/// <summary>The video around a flagged frame, which stays on the device; absent where the device keeps none by its configuration.</summary>
public sealed record ClipInfo
{
    public required ClipState State { get; init; }

    /// <summary>Of the event that it began with: flags that follow each other share one clip. Absent where there is none.</summary>
    public string? Id { get; init; }

    /// <summary>Why there is none.</summary>
    public string? Reason { get; init; }
}

namespace SegEdge.Telemetry.Contract;

/// <summary>Which picture; width and height in pixels are the space of every box and rect of the event.</summary>
public sealed record FrameInfo
{
    public required string Camera { get; init; }

    public required long Number { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>True for a result that was older than the device's age budget when it was published: true of the past, and nothing to act on. Absent
    /// otherwise.</summary>
    public bool? Stale { get; init; }
}

namespace SegEdge.Telemetry.Contract;

/// <summary>How old the map is against this frame; 0 and 0 were computed for it.</summary>
public sealed record MapAge
{
    public required long Frames { get; init; }

    public required double Ms { get; init; }
}

namespace SegEdge.Telemetry.Contract;

/// <summary>The last number given out per stream in this epoch, 0 for none: a hub compares it with what arrived.</summary>
public sealed record LastSeq
{
    public required long Event { get; init; }

    public required long Gap { get; init; }

    public required long Audit { get; init; }
}

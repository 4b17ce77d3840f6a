namespace SegEdge.Telemetry.Contract;

/// <summary>Where the map's positive values lie, as shares 0..1 that add up to 1.</summary>
public sealed record ExplanationShares
{
    public required float Inside { get; init; }

    public required float Boundary { get; init; }

    public required float Context { get; init; }
}

using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>What a simulated device found: the numbers of one event, before anybody writes them down as a message or a row.</summary>
public sealed record SimulatedFlag
{
    public required SimulatedCamera Camera { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset Utc { get; init; }

    public required string Class { get; init; }

    public required string Rule { get; init; }

    public required Severity Severity { get; init; }

    public required float Margin { get; init; }

    public required double TotalMs { get; init; }

    public required ExplanationStatus Status { get; init; }

    /// <summary>Inside, boundary, context; null where nothing was computed.</summary>
    public ExplanationShares? Shares { get; init; }

    public double? Faithfulness { get; init; }

    /// <summary>Null: nobody looked at it.</summary>
    public ReviewVerdict? Verdict { get; init; }
}

namespace SegEdge.Telemetry.Contract;

/// <summary>What the thermal governor has taken away.</summary>
public sealed record GovernorInfo
{
    /// <summary>0 nothing, 1 explanations, 2 and half the rate, 3 and three quarters of it.</summary>
    public required int Step { get; init; }

    /// <summary>Sensors that should be there and cannot be read; absent if none.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>0..1; absent where it is not told.</summary>
    public double? GpuLoad { get; init; }
}

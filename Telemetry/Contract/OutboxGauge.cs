namespace SegEdge.Telemetry.Contract;

/// <summary>What waits on the device now.</summary>
public sealed record OutboxGauge
{
    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Age of the oldest waiting record in seconds, 0 when none waits.</summary>
    public required double OldestS { get; init; }

    public required int Inflight { get; init; }
}

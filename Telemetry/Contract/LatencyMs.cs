namespace SegEdge.Telemetry.Contract;

/// <summary>Milliseconds per stage.</summary>
public sealed record LatencyMs
{
    /// <summary>From capture to the start of inference; absent in messages of older devices.</summary>
    public double? Age { get; init; }

    public required double Pre { get; init; }

    public required double Infer { get; init; }

    public required double Post { get; init; }

    /// <summary>Absent where nothing was explained.</summary>
    public double? Explain { get; init; }

    public required double Total { get; init; }
}

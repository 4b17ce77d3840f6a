namespace SegEdge.Telemetry.Contract;

/// <summary>A connected piece of one class that the flags are about.</summary>
public sealed record RegionInfo
{
    /// <summary>Unique within the event; explanations point here.</summary>
    public required int Id { get; init; }

    /// <summary>The same thing over time; absent while it is not tracked.</summary>
    public long? Track { get; init; }

    /// <summary>The class's name in <c>birth</c>.</summary>
    public required string Class { get; init; }

    public string? Head { get; init; }

    public required PixelRect Box { get; init; }

    public required long AreaPx { get; init; }

    /// <summary>Mean of top-1 minus top-2 confidence, 0..1; absent where the model gives none.</summary>
    public float? Margin { get; init; }

    /// <summary>Probability of the object's class, 0..1; absent where the model does not tell objects apart.</summary>
    public float? Score { get; init; }
}

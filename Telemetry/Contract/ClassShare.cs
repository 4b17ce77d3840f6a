namespace SegEdge.Telemetry.Contract;

/// <summary>How much of the frame one class covers, and how sure the model was there.</summary>
public sealed record ClassShare
{
    /// <summary>Index of the class in <c>birth</c>.</summary>
    public required int Id { get; init; }

    public string? Head { get; init; }

    /// <summary>Share of the frame, 0..1.</summary>
    public required float Area { get; init; }

    /// <summary>Mean confidence over the class's pixels, 0..1; absent where the model gives none.</summary>
    public float? Conf { get; init; }
}

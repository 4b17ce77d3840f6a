namespace SegEdge.Fleet.Store;

/// <summary>Of which events; what is null does not matter.</summary>
/// <param name="From">Captured in that hour or day, or later.</param>
/// <param name="To">Captured before; an hour or day that it cuts counts as a whole.</param>
public sealed record FigureFilter(FigureStep Step, DateTimeOffset From, DateTimeOffset To)
{
    public string? Site { get; init; }

    public string? Device { get; init; }

    public string? Camera { get; init; }

    public string? Class { get; init; }

    public string? Model { get; init; }

    public string? ModelVersion { get; init; }
}

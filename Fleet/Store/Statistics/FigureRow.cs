namespace SegEdge.Fleet.Store;

/// <param name="Start">Of the hour or day, UTC.</param>
/// <param name="Class">Null: about the whole frame.</param>
public sealed record FigureRow(DateTimeOffset Start, string? Class, string Rule, string Model, string ModelVersion, FlagFigures Figures);

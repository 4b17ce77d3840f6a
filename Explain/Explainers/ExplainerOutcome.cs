namespace SegEdge.Explain;

/// <summary>A map, or why there is none.</summary>
/// <param name="Cells">[Rows, Columns] raw signed values; null when skipped.</param>
/// <param name="Parameters">What a reader needs to repeat it, such as <c>patches=5x7</c>.</param>
/// <param name="SkippedBecause">Null when there is a map.</param>
public sealed record ExplainerOutcome(float[]? Cells, string Parameters, string? SkippedBecause)
{
    public static ExplainerOutcome Map(float[] cells, string parameters) => new(cells, parameters, null);

    public static ExplainerOutcome Skip(string because) => new(null, "", because);
}

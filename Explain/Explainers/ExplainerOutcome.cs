namespace SegEdge.Explain;

/// <summary>A map, or why there is none.</summary>
/// <param name="Cells">[Rows, Columns] raw signed values; null when skipped.</param>
/// <param name="Parameters">What a reader needs to repeat it, such as <c>patches=5x7</c>.</param>
/// <param name="SkippedBecause">Null when there is a map.</param>
/// <param name="Sampling">How sure a map made of samples is; null for others.</param>
public sealed record ExplainerOutcome(float[]? Cells, string Parameters, string? SkippedBecause, MapSampling? Sampling = null)
{
    public static ExplainerOutcome Map(float[] cells, string parameters, MapSampling? sampling = null) => new(cells, parameters, null, sampling);

    public static ExplainerOutcome Skip(string because) => new(null, "", because);
}

namespace SegEdge.Explain;

/// <summary>A number that judges a map, measured with the same model, region and reference as the map itself.</summary>
public interface IMetric
{
    /// <summary>As in messages: <c>insertion-auc</c>.</summary>
    string Name { get; }

    bool HigherIsBetter { get; }

    /// <summary>Forward passes one measurement takes at most; 0 for a metric that only looks at the map.</summary>
    int Passes(CellGrid grid);

    /// <param name="region">Aimed, with a contrast above 0.</param>
    /// <param name="cells">The map, [Rows, Columns].</param>
    /// <returns>Null when the budget ended before the last pass: part of a curve is no number. A reading without a value, and with the
    /// reason, where the question has no answer for this region or this map.</returns>
    MetricReading? Measure(PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, ExplainBudget budget);
}

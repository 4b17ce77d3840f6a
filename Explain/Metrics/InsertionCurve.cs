namespace SegEdge.Explain;

/// <summary>Insertion AUC: cells of the frame are laid onto the reference, the map's highest first; area under the normalised score
/// (v - v(0)) / (v(1) - v(0)) over the share of cells shown. Early rise is good.</summary>
/// <remarks>Petsiuk, Das, Saenko 2018, arXiv:1806.07421, section 4.1. Departs: log-odds of a region, normalised, instead of a class
/// probability; whole cells; the reference the map was made with.</remarks>
public sealed class InsertionCurve(int steps = 20) : IMetric
{
    public string Name => "insertion-auc";

    public bool HigherIsBetter => true;

    public int Passes(CellGrid grid) => RankedCurve.Passes(grid, steps);

    public MetricReading? Measure(PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, ExplainBudget budget) =>
        RankedCurve.Measure(region, grid, cells, insert: true, steps, budget) is { } curve
            ? new MetricReading(Name, curve.Auc, HigherIsBetter, [curve])
            : null;
}

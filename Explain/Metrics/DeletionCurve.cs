namespace SegEdge.Explain;

/// <summary>Deletion AUC: cells of the frame give way to the reference, the map's highest first; area under the normalised score
/// (v - v(0)) / (v(1) - v(0)) over the share of cells hidden. Early fall is good, so lower is better.</summary>
/// <remarks>Petsiuk, Das, Saenko 2018, arXiv:1806.07421, section 4.1. Departs as <see cref="InsertionCurve"/> does.</remarks>
public sealed class DeletionCurve(int steps = 20) : IMetric
{
    public string Name => "deletion-auc";

    public bool HigherIsBetter => false;

    public int Passes(CellGrid grid) => RankedCurve.Passes(grid, steps);

    public MetricReading? Measure(PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, ExplainBudget budget) =>
        RankedCurve.Measure(region, grid, cells, insert: false, steps, budget) is { } curve
            ? new MetricReading(Name, curve.Auc, HigherIsBetter, [curve])
            : null;
}

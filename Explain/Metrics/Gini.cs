namespace SegEdge.Explain;

/// <summary>Gini index of the absolute values: 0 when all cells count alike, 1 - 1/cells when one cell is everything. Sparse maps are
/// easier to read; whether they are true is another metric's question.</summary>
/// <remarks>G = 1 - 2 sum_k (a_(k) / |a|_1) (n - k + 1/2) / n, a_(1) the least (Hurley, Rickard, Comparing Measures of Sparsity, IEEE
/// Trans. Information Theory 55(10), 2009, arXiv:0811.4706), of attributions as in Chalasani et al., Concise Explanations of Neural
/// Networks using Adversarial Training, ICML 2020, arXiv:1810.06583. Cost: no pass.</remarks>
public sealed class Gini : IMetric
{
    public string Name => "gini";

    public bool HigherIsBetter => true;

    public int Passes(CellGrid grid) => 0;

    public MetricReading? Measure(PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, ExplainBudget budget) =>
        Of(cells) is { } value
            ? new MetricReading(Name, value, HigherIsBetter, [])
            : MetricReading.None(this, "every cell is 0");

    /// <returns>Null when every value is 0.</returns>
    public static double? Of(ReadOnlySpan<float> cells)
    {
        var sizes = new double[cells.Length];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = Math.Abs(cells[i]);
        Array.Sort(sizes);
        double all = 0, weighted = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            all += sizes[i];
            weighted += sizes[i] * (sizes.Length - i - 0.5) / sizes.Length; // k = i + 1
        }
        return all > 0 ? 1 - (2 * weighted / all) : null;
    }
}

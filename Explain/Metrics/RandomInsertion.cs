namespace SegEdge.Explain;

/// <summary>The control of <see cref="InsertionCurve"/>: the mean insertion AUC of several seeded random maps on the same region.
/// It does not look at the map; a map explains something only where its own insertion AUC is above this. Masks are not compared.</summary>
public sealed class RandomInsertion(int draws, int steps = 20, long seed = 0) : IMetric
{
    public string Name => "insertion-auc-random";

    public bool HigherIsBetter => true;

    public int Passes(CellGrid grid) => draws * RankedCurve.Passes(grid, steps);

    public MetricReading? Measure(PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, ExplainBudget budget)
    {
        var curves = new List<RankedCurve>(draws);
        var low = new CurveEnd(region.Empty, Overlap: null, Window: default);
        var seeds = new SeededRandom(seed);
        while (curves.Count < draws)
        {
            var control = RandomMap.Values(grid.Count, (long)seeds.NextBits());
            if (RankedCurve.Measure(region, grid, RankedCurve.Ranked(control, region.Target), low, insert: true, steps, budget) is not { } curve) return null;
            curves.Add(curve);
        }
        return new MetricReading(Name, curves.Average(c => c.Auc), HigherIsBetter, curves);
    }
}

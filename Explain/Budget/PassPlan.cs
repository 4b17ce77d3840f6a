using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>How the passes left after the references are divided: a map nobody has measured is worth little, a well-measured map
/// from too few passes also. Both curves or none, then as many random draws as fit; metrics take at most half, or more where the map
/// cannot use it; the map gets the rest.</summary>
/// <param name="MapShareOfTime">0..1 of the time left.</param>
/// <param name="MetricsAbsent">Why nothing is measured; null when it is.</param>
internal readonly record struct PassPlan(int Map, double MapShareOfTime, int RandomDraws, string? MetricsAbsent)
{
    public static PassPlan For(ExplainBudget budget, int usefulForMap, CellGrid grid, ExplainOptions options, bool hasContrast)
    {
        var all = budget.RemainingPasses;
        if (!options.Metrics || !hasContrast)
            return new PassPlan(all, 1, 0, "not asked for");
        var affordable = budget.AffordablePasses();
        var forMetrics = Math.Max(affordable / 2, affordable - usefulForMap);
        var perCurve = RankedCurve.Passes(grid, options.Steps);
        if (2 * perCurve > forMetrics)
            return new PassPlan(all, 1, 0, Invariant($"insertion and deletion take {2 * perCurve} passes; the limits leave {forMetrics}"));
        var draws = perCurve == 0 ? options.RandomDraws : Math.Min(options.RandomDraws, (forMetrics / perCurve) - 2);
        var metrics = (2 + draws) * perCurve;
        var map = Math.Min(usefulForMap, affordable - metrics);
        return new PassPlan(Math.Min(usefulForMap, all - metrics), map == 0 ? 1 : (double)map / (map + metrics), draws, null);
    }
}

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
        if (options.Judge == JudgeKind.None || !hasContrast)
            return new PassPlan(all, 1, 0, "not asked for");
        var affordable = budget.AffordablePasses();
        var forMetrics = Math.Max(affordable / 2, affordable - usefulForMap);
        var perCurve = RankedCurve.Passes(grid, options.Steps);
        var (needed, perDraw, what) = options.Judge == JudgeKind.Curves
            ? (2 * perCurve, perCurve, "insertion and deletion take")
            : (Probe.Fresh.Passes, Probe.Fresh.Passes, "the probe takes");
        if (needed > forMetrics)
            return new PassPlan(all, 1, 0, Invariant($"{what} {needed} passes; the limits leave {forMetrics}"));
        var draws = perDraw == 0 ? options.RandomDraws : Math.Min(options.RandomDraws, (forMetrics - needed) / perDraw);
        var metrics = needed + (draws * perDraw);
        var map = Math.Min(usefulForMap, affordable - metrics);
        return new PassPlan(Math.Min(usefulForMap, all - metrics), map == 0 ? 1 : (double)map / (map + metrics), draws, null);
    }
}

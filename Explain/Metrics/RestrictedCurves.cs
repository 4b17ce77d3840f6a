using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Insertion AUC - deletion AUC of some parts' cells only, all other cells shown throughout. Whole-frame curves saturate where a
/// region's own mask is a good map; these ask what the order is worth among the cells that the mask does not tell apart. About 0 for a
/// random map, up to about 1.
/// <list type="bullet">
/// <item><c>context-gap</c>: cells away from the region; inside and boundary stay.</item>
/// <item><c>inside-gap</c>: cells within the region; boundary and context stay.</item>
/// <item><c>inside+boundary-gap</c>: for thin and small regions, which have no inside.</item>
/// </list></summary>
/// <remarks>Curves: Petsiuk, Das, Saenko 2018, arXiv:1806.07421, with the departures of <see cref="InsertionCurve"/>; the restriction is
/// this project's. Normalised by their own ends, v(1) and v(all cells in question hidden). Where these are closer than
/// <paramref name="leastContrast"/>, or in the wrong order, there is no number: the cells have nothing to share out, and dividing by
/// it would show the model's noise. Both curves share the low end's one pass.</remarks>
/// <param name="parts">Whose cells change hands.</param>
/// <param name="leastContrast">In nats; null takes <see cref="ExplainOptions.DefaultContrast"/>.</param>
public sealed class RestrictedCurves(CellPart parts, int steps = 20, double? leastContrast = null) : IMetric
{
    private readonly string _parts = parts.ToString().Replace(", ", "+", StringComparison.Ordinal).ToLowerInvariant();

    public string Name => _parts + "-gap";

    public bool HigherIsBetter => true;

    public int Passes(CellGrid grid) => (2 * RankedCurve.Passes(grid, steps)) + 1;

    /// <returns>Curves: insertion, then deletion.</returns>
    public MetricReading? Measure(PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, ExplainBudget budget)
    {
        var split = new RegionCells(region.Target.Region, grid, region.Shape);
        int[] order = [.. RankedCurve.Ranked(cells, region.Target).Where(i => parts.HasFlag(split.Parts[i]))];
        if (order.Length < 2)
            return MetricReading.None(this, Invariant($"{order.Length} of {grid.Count} cells are {_parts}; an order needs 2"));
        if (CurveEnd.Hiding(region, grid, order, split.Window, budget) is not { } low) return null;
        var contrast = region.Full.LogOdds - low.Reading.LogOdds;
        var least = leastContrast ?? ExplainOptions.DefaultContrast(region.Target.Output.Kind);
        if (contrast <= 0 || contrast < least)
            return MetricReading.None(this, Invariant($"no contrast: hiding the {order.Length} {_parts} cells takes the score down by ")
                + Invariant($"{contrast:0.###}; expected at least {least:0.###}"));
        var insertion = RankedCurve.Measure(region, grid, order, low, insert: true, steps, budget);
        var deletion = insertion is null ? null : RankedCurve.Measure(region, grid, order, low, insert: false, steps, budget);
        return insertion is null || deletion is null
            ? null
            : new MetricReading(Name, insertion.Auc - deletion.Auc, HigherIsBetter, [insertion, deletion]);
    }
}

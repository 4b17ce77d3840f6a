namespace SegEdge.Explain;

/// <summary>A few passes that tell how faithful a map is: v with only the top share q of its cells kept, and with them deleted, at a few q.</summary>
/// <remarks>Insertion AUC - deletion AUC is the integral over q in 0..1 of v(keep top q) - v(delete top q), normalised by v(1) - v(0). The midpoint rule
/// with n nodes estimates it from 2 n passes, where the curves take 38. Selection and certificate look at different nodes: the winner of a choice is
/// flattered by the numbers it was chosen by, but not by fresh ones.</remarks>
public sealed class Probe
{
    /// <summary>For choosing among candidates: three nodes, six passes each.</summary>
    public static readonly Probe Selection = new(3);

    /// <summary>For publishing: four nodes, none of them the selection's.</summary>
    public static readonly Probe Fresh = new(4);

    public Probe(int nodes) => Nodes = [.. Enumerable.Range(0, nodes).Select(k => (k + 0.5) / nodes)];

    /// <summary>Shares of cells, 0..1.</summary>
    public IReadOnlyList<double> Nodes { get; }

    public int Passes => 2 * Nodes.Count;

    /// <returns>The estimate; null when the budget ends first.</returns>
    /// <param name="region">Aimed, with a contrast above 0.</param>
    public double? Measure(PerturbedRegion region, CellGrid grid, ReadOnlySpan<float> cells, ExplainBudget budget)
    {
        var order = RankedCurve.Ranked(cells);
        double gap = 0;
        foreach (var node in Nodes)
        {
            var top = order.AsSpan(0, Math.Clamp((int)Math.Round(node * order.Length), 1, order.Length));
            if (Read(region, grid, top, keep: true, budget) is not { } kept || Read(region, grid, top, keep: false, budget) is not { } deleted) return null;
            gap += (kept - deleted) / region.Contrast / Nodes.Count;
        }
        return gap;
    }

    private static double? Read(PerturbedRegion region, CellGrid grid, ReadOnlySpan<int> top, bool keep, ExplainBudget budget)
    {
        if (!budget.Allows()) return null;
        region.Restart(shown: !keep);
        foreach (var cell in top)
            if (keep) region.Show(grid.Cell(cell));
            else region.Hide(grid.Cell(cell));
        return region.TryRead(budget, out var reading) ? reading.LogOdds : null;
    }
}

using System.Globalization;

namespace SegEdge.Explain;

/// <summary>Occlusion: v(1) - v(frame without the patch), shared equally by the patch's cells.
/// Positive: the patch spoke for the class.</summary>
/// <remarks>Zeiler, Fergus, Visualizing and Understanding Convolutional Networks, ECCV 2014, arXiv:1311.2901. Departs: the score of a
/// region instead of one class score; the chosen reference instead of a grey square; patches side by side, not overlapping.
/// Cost: one forward pass per patch. With fewer passes than cells the patches grow, so the whole frame is always covered.
/// A deadline that strikes before the last patch skips the map: half a map would show the unmeasured half as unimportant.
/// Law under test: for a score that is linear in the pixels, a cell's value is exactly its share of v(1) - v(0).</remarks>
public sealed class Occlusion : IExplainer
{
    // With fewer the map says no more than "left" or "right".
    private const int FewestPatches = 4;

    public string Name => "occlusion";

    public int UsefulPasses(CellGrid grid) => grid.Count;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var plan = PatchPlan.For(grid, Math.Max(1, budget.AffordablePasses()));
        if (budget.Exhausted is { } already || plan.Count < Math.Min(FewestPatches, grid.Count))
            return ExplainerOutcome.Skip(Invariant($"occlusion needs at least {FewestPatches} passes; ")
                + (budget.Exhausted ?? Invariant($"the limits leave {budget.AffordablePasses()}")));
        var cells = new float[grid.Count];
        region.Restart(shown: true);
        for (var patch = 0; patch < plan.Count; patch++)
        {
            var (column, columns) = PatchPlan.Span(patch % plan.Columns, plan.Columns, grid.Columns);
            var (row, rows) = PatchPlan.Span(patch / plan.Columns, plan.Rows, grid.Rows);
            var pixels = grid.Block(column, row, columns, rows);
            region.Hide(pixels);
            if (!region.TryRead(budget, out var without))
                return ExplainerOutcome.Skip(Invariant($"{budget.Exhausted} after {patch} of {plan.Count} patches; half a map is none"));
            region.Show(pixels);
            var perCell = (float)((region.Full.LogOdds - without.LogOdds) / (columns * rows));
            for (var y = row; y < row + rows; y++) cells.AsSpan((y * grid.Columns) + column, columns).Fill(perCell);
        }
        return ExplainerOutcome.Map(cells, Invariant($"patches={plan.Columns}x{plan.Rows}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

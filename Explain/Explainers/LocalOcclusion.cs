using System.Numerics.Tensors;
using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Occlusion of many cells at once: every third cell along both axes is hidden, and what a pixel of the region loses is put down to the hidden cell
/// nearest to it; the same again with every third cell shown on the reference. A cell's value is the mean of both, in nats.</summary>
/// <remarks>SegEdge (docs/method.md). Occlusion (Zeiler, Fergus, arXiv:1311.2901) pays a pass a cell, because a classifier answers with one number. A segmentation
/// answers at every pixel, so cells that lie far enough apart share a pass: 18 on any grid. Exact where no pixel depends on what is farther away than a cell;
/// a loss from farther away is put down to a wrong cell, and the sum over the cells stays.</remarks>
public sealed class LocalOcclusion : IExplainer
{
    // 4 was measured too: 32 passes for the same map, or one a little better.
    private const int Stride = 3;

    public string Name => "local-occlusion";

    public int UsefulPasses(CellGrid grid) => 2 * PassesPerSide(grid);

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        if (!budget.Allows(UsefulPasses(grid)) || Losses(region, grid, budget) is not { } map || Gains(region, grid, budget) is not { } gains)
            return ExplainerOutcome.Skip(Invariant($"local-occlusion needs {UsefulPasses(grid)} passes; {budget.Exhausted ?? $"the limits leave {budget.RemainingPasses}"}"));
        TensorPrimitives.Add<float>(map, gains, map);
        TensorPrimitives.Divide(map, 2, map);
        return ExplainerOutcome.Map(map, Invariant($"stride={Stride}"));
    }

    /// <summary>Passes of <see cref="Losses"/>, and of <see cref="Gains"/>.</summary>
    internal static int PassesPerSide(CellGrid grid) => Math.Min(Stride, grid.Columns) * Math.Min(Stride, grid.Rows);

    /// <summary>What the frame loses when a cell is hidden.</summary>
    /// <param name="region">Aimed.</param>
    /// <returns>[rows, columns], in nats; null when the budget ends first.</returns>
    internal static float[]? Losses(PerturbedRegion region, CellGrid grid, ExplainBudget budget) => Measure(region, grid, hide: true, budget);

    /// <summary>What the reference gains when a cell is shown.</summary>
    /// <param name="region">Aimed.</param>
    /// <returns>[rows, columns], in nats; null when the budget ends first.</returns>
    internal static float[]? Gains(PerturbedRegion region, CellGrid grid, ExplainBudget budget) => Measure(region, grid, hide: false, budget);

    private static float[]? Measure(PerturbedRegion region, CellGrid grid, bool hide, ExplainBudget budget)
    {
        var places = new RegionPlaces(region.Target.Region, grid, region.Shape);
        float[] sums = new float[grid.Count], odds = new float[region.Target.Region.Area];
        for (var row = 0; row < Math.Min(Stride, grid.Rows); row++)
            for (var column = 0; column < Math.Min(Stride, grid.Columns); column++)
            {
                Mark(region, grid, column, row, hide);
                if (!region.TryRead(budget, odds, out _)) return null;
                if (hide) TensorPrimitives.Subtract(region.ShownOdds, odds, odds);
                else TensorPrimitives.Subtract(odds, region.HiddenOdds, odds);
                places.Add(odds, column, row, Stride, sums);
            }
        TensorPrimitives.Divide(sums, odds.Length, sums);
        return sums;
    }

    private static void Mark(PerturbedRegion region, CellGrid grid, int column, int row, bool hide)
    {
        region.Restart(shown: hide);
        for (var y = row; y < grid.Rows; y += Stride)
            for (var x = column; x < grid.Columns; x += Stride)
            {
                if (hide) region.Hide(grid.Block(x, y, 1, 1));
                else region.Show(grid.Block(x, y, 1, 1));
            }
    }
}

using System.Numerics.Tensors;
using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>KernelSHAP: Shapley values of the cells, by regression of v on which cells are shown. They sum to v(1) - v(0).</summary>
/// <remarks>Lundberg, Lee, A Unified Approach to Interpreting Model Predictions, NeurIPS 2017, arXiv:1705.07874, theorem 2. Coalitions with
/// their complements, sizes drawn by the Shapley kernel so that each counts alike (Covert, Lee, Improving KernelSHAP, AISTATS 2021,
/// arXiv:2012.01536). Departs: whole cells for superpixels; hidden cells show the chosen reference; the constraint is met by regressing
/// what an equal share leaves over on deviations from the mean cell; a ridge, where the package selects features, pulls towards that equal
/// share, as strongly as best foretells every fourth pair (with fewer pairs than cells there is no other unique answer).
/// Cost: two forward passes per pair, at the end six solutions of N equations (40 x 40 cells: seconds, not interrupted).
/// Laws under test: the sum; exact shares of an additive score; equal shares for cells that only count together, or that replace
/// each other.</remarks>
public sealed class KernelShap : IExplainer
{
    // As many passes as RISE's fewest masks.
    private const int FewestPairs = 8;

    private const int HoldOutEvery = 4;

    // In units of a cell's mean square over the samples. The least only makes rounding harmless. Simulated, 36 cells, four of them
    // evidence: without noise the least is best from 25 to 150 pairs; with noise of a quarter to a whole evidence cell the best lies in
    // 0.1..3, and at 25 pairs the least errs up to ten times as much. Above 1 a few held-out pairs too often took the largest.
    private static readonly double[] Ridges = [1e-8, 0.01, 0.1, 0.3, 1];

    public string Name => "kernelshap";

    public int UsefulPasses(CellGrid grid) => int.MaxValue;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var equal = region.Contrast / grid.Count;
        if (grid.Count == 1) return ExplainerOutcome.Map([(float)equal], "pairs=0");
        var (random, sizes, subsets) = (new SeededRandom(seed), new CoalitionSizes(grid.Count), new RandomSubset(grid.Count));
        var (fit, heldOut, shown) = (new RidgeRegression(grid.Count), new List<(double[] Sample, double Target)>(), new bool[grid.Count]);
        var pairs = 0;
        while (budget.Allows())
        {
            var size = sizes.Draw(ref random);
            subsets.Draw(ref random, size, shown);
            var sample = Centred(shown, size);
            HardCells.Lay(region, grid, shown);
            if (!region.TryRead(budget, out var with)) break;
            foreach (ref var cell in shown.AsSpan()) cell = !cell;
            HardCells.Lay(region, grid, shown);
            if (!region.TryRead(budget, out var without)) break; // half a pair is none
            // The sample of the complement is the negative: the two are one equation, their mean.
            var target = (with.LogOdds - without.LogOdds - (equal * ((2 * size) - grid.Count))) / 2;
            if (++pairs % HoldOutEvery == 0) heldOut.Add((sample, target));
            else fit.Add(sample, target, 1);
        }
        if (pairs < FewestPairs)
            return ExplainerOutcome.Skip(
                Invariant($"kernelshap needs at least {FewestPairs} pairs of passes; {budget.Exhausted} after {pairs}"));
        var ridge = Ridges.MinBy(r => Error(fit.Solve(r * fit.MeanSquare, intercept: false), heldOut));
        foreach (var (sample, target) in heldOut) fit.Add(sample, target, 1);
        var values = fit.Solve(ridge * fit.MeanSquare, intercept: false);
        return ExplainerOutcome.Map([.. values.Select(v => (float)(equal + v))], Invariant($"pairs={pairs}, ridge={ridge}"));
    }

    /// <summary>1 or 0 per cell less the mean: a solution in their span sums to 0.</summary>
    private static double[] Centred(bool[] shown, int size)
    {
        var (centred, mean) = (new double[shown.Length], (double)size / shown.Length);
        for (var i = 0; i < centred.Length; i++) centred[i] = (shown[i] ? 1 : 0) - mean;
        return centred;
    }

    private static double Error(double[] values, List<(double[] Sample, double Target)> pairs)
    {
        double error = 0;
        foreach (var (sample, target) in pairs)
        {
            var miss = target - TensorPrimitives.Dot<double>(sample, values);
            error += miss * miss;
        }
        return error;
    }
}

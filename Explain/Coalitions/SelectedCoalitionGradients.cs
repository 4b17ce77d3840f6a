using OpenCvSharp;
using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Coalition gradients, selected by probe: from the same gradients several maps are made for nothing, all of them are probed on this frame,
/// the most faithful is the answer.</summary>
/// <remarks>SegEdge (docs/method.md). No family of coalitions wins everywhere, but six passes tell which won here. Candidates: each family alone, all
/// together, and all together smoothed over neighbouring cells, which trades resolution for the noise of few samples.
/// Cost: 3 passes a coalition, 6 a candidate. Without passes to probe with, the mean of all families is the answer.</remarks>
/// <param name="most">Coalitions.</param>
public sealed class SelectedCoalitionGradients(string name, int most) : IExplainer
{
    // In cells: neighbours get a quarter to a half of the weight.
    private const double Sigma = 0.7;

    private static readonly IReadOnlyList<CoalitionFamily> Turns =
        [CoalitionFamily.Soft, CoalitionFamily.Straight, CoalitionFamily.Smooth, CoalitionFamily.Soft, CoalitionFamily.Soft, CoalitionFamily.Straight, CoalitionFamily.Smooth, CoalitionFamily.Soft];

    private const int MostCandidates = 5;

    public string Name => name;

    public int UsefulPasses(CellGrid grid) => (most * IGradientGraphs.PassesPerGradient) + (MostCandidates * Probe.Selection.Passes);

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var sums = new CoalitionSums(grid, seed);
        for (var k = 0; k < most; k++)
            if (!sums.TryAdd(Turns[k / 2 % Turns.Count], region, budget)) break;
        if (sums.Count == 0)
            return ExplainerOutcome.Skip(Invariant($"{name}: {budget.Exhausted ?? $"the limits leave {budget.RemainingPasses} passes"} before one coalition gradient of {IGradientGraphs.PassesPerGradient}"));

        var (best, bestGap, bestName, probed) = ((float[]?)null, double.NegativeInfinity, "all", 0);
        foreach (var (candidate, cells) in Candidates(sums, grid))
        {
            best ??= cells;
            // Without contrast there is no unit to probe in.
            if (region.Contrast <= 0 || Probe.Selection.Measure(region, grid, cells, budget) is not { } gap) break;
            probed++;
            if (gap > bestGap) (best, bestGap, bestName) = (cells, gap, candidate);
        }
        return ExplainerOutcome.Map(best!, Invariant($"coalitions={sums.Count}, families={sums}, selected={bestName} of {probed}"));
    }

    // The safest first: what is not probed any more when passes run out can only be it.
    private static IEnumerable<(string Name, float[] Cells)> Candidates(CoalitionSums sums, CellGrid grid)
    {
        var all = sums.MeanOf(sums.Families);
        yield return ("all", all);
        yield return ("smoothed", Smoothed(all, grid));
        if (sums.Families.Count < 2) yield break;
        foreach (var family in sums.Families) yield return (family.ToString().ToLowerInvariant(), sums.MeanOf([family]));
    }

    private static float[] Smoothed(float[] cells, CellGrid grid)
    {
        using var from = Mat.FromPixelData(grid.Rows, grid.Columns, MatType.CV_32FC1, cells);
        using var to = new Mat();
        Cv2.GaussianBlur(from, to, new Size(0, 0), Sigma, borderType: BorderTypes.Replicate);
        to.GetArray(out float[] smoothed);
        return smoothed;
    }
}

using System.Numerics.Tensors;
using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Coalition gradients, selected by probe: several maps are made of the same gradients, all of them are probed on this frame,
/// the most faithful is the answer.</summary>
/// <remarks>SegEdge (docs/method.md). No map wins everywhere, but six passes tell which won here. Candidates: the mean of all coalitions drawn towards local
/// evidence as far as it is noise (<see cref="LocalPrior"/>); the mean itself; each of them averaged with what cells do one by one
/// (<see cref="LocalOcclusion"/>), which sees sharply where the coalitions see far. Cost: 3 passes a gradient, 18 for the local occlusion, 6 a candidate. Without passes to
/// probe with, the first is the answer.</remarks>
/// <param name="most">Coalitions.</param>
public sealed class SelectedCoalitionGradients(string name, int most) : IExplainer
{
    private const int Candidates = 4;

    public string Name => name;

    public int UsefulPasses(CellGrid grid) => (most * IGradientGraphs.PassesPerGradient) + (2 * LocalOcclusion.PassesPerSide(grid)) + (Candidates * Probe.Selection.Passes);

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget) =>
        Explain(region, grid, new CoalitionSums(grid, seed), default, seed, budget);

    /// <summary>Goes on from what is known: adds the coalitions that are missing and chooses anew.</summary>
    /// <param name="sums">What earlier frames, or an earlier try on this one, left; grows.</param>
    /// <param name="now">The frame that <paramref name="region"/> is aimed in.</param>
    /// <param name="times">How many times the usual number is wanted.</param>
    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, CoalitionSums sums, FrameTime now, long seed, ExplainBudget budget, int times = 1)
    {
        // A half less: what is forgotten of a full mean from one frame to the next is not worth a coalition.
        while (sums.Effective < (times * most) - 0.5)
            if (!sums.TryAdd(CoalitionGradients.TurnOf(sums.Drawn), region, budget, now)) break;
        if (sums.Count == 0)
            return ExplainerOutcome.Skip(Invariant($"{name}: {budget.Exhausted ?? $"the limits leave {budget.RemainingPasses} passes"} before one coalition gradient of {IGradientGraphs.PassesPerGradient}"));

        var (best, bestGap, bestName, probed) = ((float[]?)null, double.NegativeInfinity, "posterior", 0);
        foreach (var (candidate, cells) in CandidatesOf(sums, region, grid, budget))
        {
            best ??= cells;
            // Without contrast there is no unit to probe in.
            if (region.Contrast <= 0 || Probe.Selection.Measure(region, grid, cells, budget) is not { } gap) break;
            probed++;
            if (gap > bestGap) (best, bestGap, bestName) = (cells, gap, candidate);
        }
        return ExplainerOutcome.Map(best!, Invariant($"coalitions={sums.Count}, families={sums}, selected={bestName} of {probed}"),
            new MapSampling(sums.Effective, sums.StandardError(), sums.AgeAt(now)));
    }

    // The safest first: what is not probed any more when passes run out can only be it.
    private static IEnumerable<(string Name, float[] Cells)> CandidatesOf(CoalitionSums sums, PerturbedRegion region, CellGrid grid, ExplainBudget budget)
    {
        var (mean, posterior) = (sums.MeanOf(sums.Families), sums.Posterior(LocalEvidence.Of(region, grid)));
        yield return ("posterior", posterior);
        yield return ("mean", mean);
        // A look at single cells that could not be probed any more is no work to begin.
        var look = LocalOcclusion.PassesPerSide(grid) + Probe.Selection.Passes;
        if (!budget.Allows(look) || LocalOcclusion.Losses(region, grid, budget) is not { } losses) yield break;
        yield return ("mean+losses", Average(mean, losses));
        if (!budget.Allows(look) || LocalOcclusion.Gains(region, grid, budget) is not { } gains) yield break;
        TensorPrimitives.Add<float>(losses, gains, gains);
        yield return ("posterior+local", Average(posterior, gains));
    }

    // Each has a say of half: the second comes to the first one's sum of magnitudes.
    private static float[] Average(float[] first, float[] second)
    {
        var (average, sum) = (new float[first.Length], TensorPrimitives.SumOfMagnitudes<float>(second));
        TensorPrimitives.Multiply(second, sum > 0 ? TensorPrimitives.SumOfMagnitudes<float>(first) / sum : 0, average);
        TensorPrimitives.Add<float>(first, average, average);
        TensorPrimitives.Divide(average, 2, average);
        return average;
    }
}

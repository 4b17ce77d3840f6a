using OpenCvSharp;
using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Coalition gradients, selected by probe: from the same gradients several maps are made for nothing, all of them are probed on this frame,
/// the most faithful is the answer.</summary>
/// <remarks>SegEdge (docs/method.md). No map wins everywhere, but six passes tell which won here. Candidates: the mean of all coalitions drawn towards local
/// evidence as far as it is noise (<see cref="LocalPrior"/>); the same with four times the pull; the mean smoothed over neighbouring cells, which trades resolution for
/// the noise of few samples; HiResCAM, which costs one more gradient and sees objects that no coalition of patches uncovers.
/// Cost: 3 passes a gradient, 6 a candidate. Without passes to probe with, the first is the answer.</remarks>
/// <param name="most">Coalitions.</param>
public sealed class SelectedCoalitionGradients(string name, int most) : IExplainer
{
    // In cells. 0.7, 1 and 1.5 were measured: 1 was best where smoothing helped.
    private const double Sigma = 1;

    private const float StrongPull = 0.25f;

    private const int Candidates = 4;

    private static readonly ClassActivation HiResCam = new("hirescam", everyPlace: true);

    public string Name => name;

    public int UsefulPasses(CellGrid grid) => ((most + 1) * IGradientGraphs.PassesPerGradient) + (Candidates * Probe.Selection.Passes);

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
            if (!sums.TryAdd(CoalitionGradients.TurnOf(sums.Count), region, budget, now)) break;
        if (sums.Count == 0)
            return ExplainerOutcome.Skip(Invariant($"{name}: {budget.Exhausted ?? $"the limits leave {budget.RemainingPasses} passes"} before one coalition gradient of {IGradientGraphs.PassesPerGradient}"));

        var (best, bestGap, bestName, probed) = ((float[]?)null, double.NegativeInfinity, "posterior", 0);
        foreach (var (candidate, cells) in CandidatesOf(sums, region, grid, seed, budget))
        {
            best ??= cells;
            // Without contrast there is no unit to probe in.
            if (region.Contrast <= 0 || Probe.Selection.Measure(region, grid, cells, budget) is not { } gap) break;
            probed++;
            if (gap > bestGap) (best, bestGap, bestName) = (cells, gap, candidate);
        }
        return ExplainerOutcome.Map(best!, Invariant($"coalitions={sums.Count}, families={sums}, selected={bestName} of {probed}"),
            bestName == HiResCam.Name ? null : new MapSampling(sums.Effective, sums.StandardError(), sums.AgeAt(now)));
    }

    /// <summary>One gradient of each kind that <see cref="Explain(PerturbedRegion, CellGrid, long, ExplainBudget)"/> asks for.</summary>
    internal static void WarmUp(PerturbedRegion region, CellGrid grid, ExplainBudget budget)
    {
        new CoalitionSums(grid, 0).TryAdd(CoalitionFamily.Smooth, region, budget);
        Activations(region, grid, 0, budget);
    }

    // The safest first: what is not probed any more when passes run out can only be it.
    private static IEnumerable<(string Name, float[] Cells)> CandidatesOf(CoalitionSums sums, PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var local = region.LocalEvidence(grid);
        var smoothed = Smoothed(sums.MeanOf(sums.Families), grid);
        yield return ("posterior", sums.Posterior(local));
        yield return ("strong-prior", sums.Posterior(local, StrongPull));
        yield return ("smoothed", smoothed);
        if (Activations(region, grid, seed, budget) is { } activations) yield return (HiResCam.Name, activations);
    }

    // A network may have no layer to look at, or none that the budget still reaches: one candidate fewer.
    private static float[]? Activations(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        try
        {
            return HiResCam.Explain(region, grid, seed, budget).Cells;
        }
        catch (ExplainException)
        {
            return null;
        }
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

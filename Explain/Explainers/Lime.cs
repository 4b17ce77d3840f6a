using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>LIME: the slopes of a linear model of v in which cells are shown, fitted near the frame; nats from hidden to shown.</summary>
/// <remarks>Ribeiro, Singh, Guestrin, "Why Should I Trust You?": Explaining the Predictions of Any Classifier, KDD 2016,
/// arXiv:1602.04938. As the authors' lime_image: cells shown with probability 1/2, weight sqrt(exp(-d^2 / 0.25^2)) with the cosine
/// distance d to the whole frame, ridge 1, an intercept, the frame itself as the first sample. Departs: whole cells for quickshift
/// superpixels; hidden cells show the chosen reference, not their own mean; the region's log-odds; every cell stays in, none is selected.
/// A plain regression on Bernoulli cells is no method of its own here: over 240 cells the weights differ by about a tenth, and a few
/// hundred samples outweigh the ridge.
/// Cost: one forward pass per sample, and at the end one solution of N equations.
/// Law under test: for a score that is linear in the pixels the slopes are the cells' shares of v(1) - v(0).</remarks>
public sealed class Lime : IExplainer
{
    private const double KernelWidth = 0.25, Ridge = 1;

    // As RISE's fewest masks.
    private const int FewestSamples = 16;

    public string Name => "lime";

    public int UsefulPasses(CellGrid grid) => int.MaxValue;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var (random, fit) = (new SeededRandom(seed), new RidgeRegression(grid.Count));
        var (shown, sample) = (new bool[grid.Count], new double[grid.Count]);
        sample.AsSpan().Fill(1);
        fit.Add(sample, region.Full.LogOdds, Weight(1));
        var samples = 0;
        while (budget.Allows())
        {
            var count = 0;
            for (var i = 0; i < shown.Length; i++)
            {
                shown[i] = random.NextUnit() < 0.5;
                sample[i] = shown[i] ? 1 : 0;
                count += shown[i] ? 1 : 0;
            }
            HardCells.Lay(region, grid, shown);
            if (!region.TryRead(budget, out var reading)) break;
            fit.Add(sample, reading.LogOdds, Weight((double)count / grid.Count));
            samples++;
        }
        if (samples < FewestSamples)
            return ExplainerOutcome.Skip(Invariant($"lime needs at least {FewestSamples} samples; {budget.Exhausted} after {samples}"));
        var slopes = fit.Solve(Ridge, intercept: true);
        return ExplainerOutcome.Map(
            [.. slopes.Select(s => (float)s)], Invariant($"samples={samples}, kernel={KernelWidth}, ridge={Ridge}"));
    }

    /// <summary>The cosine between a 0/1 vector and all ones is the root of the share of ones.</summary>
    private static double Weight(double shareShown)
    {
        var distance = 1 - Math.Sqrt(shareShown);
        return Math.Sqrt(Math.Exp(-distance * distance / (KernelWidth * KernelWidth)));
    }
}

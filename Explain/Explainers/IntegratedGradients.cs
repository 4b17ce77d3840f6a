using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Integrated gradients: a cell gets (x - b) times the mean of dv/dx on the line from b to x, summed over its pixels.</summary>
/// <remarks>Sundararajan, Taly, Yan, Axiomatic Attribution for Deep Networks, ICML 2017, arXiv:1703.01365. Departs: a region's score; the chosen
/// reference as baseline; cells; the midpoint rule. Cost: <see cref="IGradientGraphs.PassesPerGradient"/> passes a step.
/// Law under test: the cells sum to v(1) - v(0), up to the rule's error.</remarks>
/// <param name="steps">1 or more.</param>
public sealed class IntegratedGradients(string name, int steps) : IExplainer
{
    public string Name => name;

    public int UsefulPasses(CellGrid grid) => steps * IGradientGraphs.PassesPerGradient;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var affordable = Math.Min(steps, budget.RemainingPasses / IGradientGraphs.PassesPerGradient);
        var mean = new CellMean(grid.Count);
        float[] shown = new float[grid.Count], score = new float[1], slopes = new float[grid.Count];
        for (var k = 0; k < affordable; k++)
        {
            shown.AsSpan().Fill((k + 0.5f) / affordable);
            if (!region.TryGradients(grid, shown, score, slopes, budget))
                return ExplainerOutcome.Skip(Invariant($"{budget.Exhausted} after {k} of {affordable} steps; part of the line is no integral"));
            mean.Add(slopes);
        }
        return mean.Count == 0
            ? ExplainerOutcome.Skip(Invariant($"{name} needs {IGradientGraphs.PassesPerGradient} passes a step; the limits leave {budget.RemainingPasses}"))
            : ExplainerOutcome.Map(mean.ToArray(), Invariant($"steps={affordable}"));
    }
}

namespace SegEdge.Explain;

/// <summary>Gradient times input: (x - b) · dv/dx at the frame, summed over a cell's pixels.</summary>
/// <remarks>Shrikumar, Greenside, Kundaje, Learning Important Features Through Propagating Activation Differences, ICML 2017, arXiv:1704.02685,
/// names it as the simplest of its kind. Departs: the difference to the chosen reference instead of the raw input. Cost: one gradient.</remarks>
public sealed class GradientTimesInput : IExplainer
{
    public string Name => "gradient-x-input";

    public int UsefulPasses(CellGrid grid) => IGradientGraphs.PassesPerGradient;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        float[] shown = new float[grid.Count], score = new float[1], slopes = new float[grid.Count];
        shown.AsSpan().Fill(1);
        return region.TryGradients(grid, shown, score, slopes, budget)
            ? ExplainerOutcome.Map(slopes, "")
            : ExplainerOutcome.Skip($"{Name} needs {IGradientGraphs.PassesPerGradient} passes; {budget.Exhausted ?? "fewer are left"}");
    }
}

namespace SegEdge.Explain;

/// <summary>The control: independent values in -1..1. A method that does not beat it explains nothing. Cost: no pass.</summary>
public sealed class RandomMap : IExplainer
{
    public string Name => "random";

    public int UsefulPasses(CellGrid grid) => 0;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget) =>
        ExplainerOutcome.Map(Values(grid.Count, seed), "");

    internal static float[] Values(int count, long seed)
    {
        var random = new SeededRandom(seed);
        var values = new float[count];
        foreach (ref var value in values.AsSpan()) value = (float)((2 * random.NextUnit()) - 1);
        return values;
    }
}

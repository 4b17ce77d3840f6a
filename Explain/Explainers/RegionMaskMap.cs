namespace SegEdge.Explain;

/// <summary>A control: the share of each cell that is region, 0..1, no nats. It never looks at the model, yet for a compact object
/// whole-frame curves reward it almost fully: a method that does not beat it has told no more than the mask does. Cost: no pass.</summary>
public sealed class RegionMaskMap : IExplainer
{
    public string Name => "region-mask";

    public int UsefulPasses(CellGrid grid) => 0;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget) =>
        ExplainerOutcome.Map(new RegionCells(region.Target.Region, grid, region.Shape).Covered.ToArray(), "");
}

namespace SegEdge.Explain;

/// <summary>Class activation maps by gradient: activations of one layer, weighted by how the region's score moves with them.</summary>
/// <remarks><c>seg-grad-cam</c>: Vinogradova, Dibrov, Myers, Towards Interpretable Semantic Segmentation via Gradient-weighted Class Activation Mapping,
/// AAAI 2020, arXiv:2002.11434: one weight a channel, the mean of its gradients; negative sums are cut to 0. <c>hirescam</c>: Draelos, Carin, Use HiResCAM
/// instead of Grad-CAM, arXiv:2011.08891, for a region as in Seg-XRes-CAM (Hasany, Petitjean, Meriaudeau, CVPRW 2023): each activation times its own gradient.
/// Departs: the score is log-odds against the foil; HiResCAM keeps its sign; cells. Cost: one gradient.</remarks>
/// <param name="everyPlace">Weights a place (HiResCAM) instead of a channel.</param>
/// <param name="layer">Null: the documented rule.</param>
public sealed class ClassActivation(string name, bool everyPlace, string? layer = null) : IExplainer
{
    public string Name => name;

    public int UsefulPasses(CellGrid grid) => IGradientGraphs.PassesPerGradient;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        if (!region.TryLayer(layer, null, budget, out var reading))
            return ExplainerOutcome.Skip($"{name} needs {IGradientGraphs.PassesPerGradient} passes; {budget.Exhausted ?? "fewer are left"}");
        var shape = reading.Shape;
        var plane = new float[shape.Height * shape.Width];
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var weight = 0f;
            for (var place = 0; place < plane.Length; place++) weight += reading.Gradients[LayerCells.At(shape, channel, place)] / plane.Length;
            for (var place = 0; place < plane.Length; place++)
            {
                var at = LayerCells.At(shape, channel, place);
                plane[place] += reading.Activations[at] * (everyPlace ? reading.Gradients[at] : weight);
            }
        }
        if (!everyPlace)
            foreach (ref var value in plane.AsSpan()) value = Math.Max(0, value);
        return ExplainerOutcome.Map(LayerCells.Of(plane, shape.Height, shape.Width, grid, region.Shape), $"layer={reading.Layer}");
    }
}

using static System.FormattableString;

namespace SegEdge.Explain;

/// <summary>Recipro-CAM: one layer is hidden but for a patch; a patch's value is v then less v with the whole layer hidden, in nats.</summary>
/// <remarks>Byun, Lee, Recipro-CAM: Fast gradient-free visual explanations for convolutional neural networks, CVPRW 2024, arXiv:2209.14074: of the layer one
/// place is kept at a time, softly, by a Gaussian of 3 x 3, and the class's score is the place's value. Departs: the score is a region's log-odds, and the map
/// keeps its sign instead of being stretched to 0..1; where the layer has more places than the grid cells, or passes are few, patches of places are kept, blurred
/// by the same Gaussian; the Gaussian weighs what the layer has at each place, where the authors' code spreads the middle's; cells, between patches where these
/// are coarser.
/// What goes round the layer is never hidden: skip connections carry the frame past it, and the map is of what the layer alone adds to them. The reference
/// has no part. Cost: one forward pass a patch and one for the layer without any; no gradient. A deadline that strikes before the last patch skips the map, as
/// for <see cref="Occlusion"/>.
/// Law under test: for a score that is linear in a layer of a place a cell, a cell's value is the evidence around it, weighed by the Gaussian.</remarks>
/// <param name="layer">Null: the documented rule.</param>
public sealed class ReciproCam(string? layer = null) : IExplainer
{
    // With fewer the map says no more than "left" or "right".
    private const int FewestPatches = 4;

    public string Name => "recipro-cam";

    public int UsefulPasses(CellGrid grid) => grid.Count + 1;

    public ExplainerOutcome Explain(PerturbedRegion region, CellGrid grid, long seed, ExplainBudget budget)
    {
        var graph = region.MaskedLayer(layer);
        var finest = Finest(graph, grid, region.Shape);
        var fewest = Math.Min(FewestPatches, finest.Count);
        var patches = budget.AffordablePasses() - 1; // one is for the layer without any
        var plan = PatchPlan.For(finest, Math.Max(1, patches));
        if (Math.Min(plan.Count, patches) < fewest)
            return ExplainerOutcome.Skip(Invariant($"{Name} needs at least {fewest + 1} passes; ") + (budget.Exhausted ?? Invariant($"the limits leave {patches + 1}")));
        var mask = new float[graph.Height * graph.Width];
        if (!region.TryReadMasked(graph, mask, budget, out var nothing)) return ExplainerOutcome.Skip($"{Name}: {budget.Exhausted} before the first patch");
        var values = new float[plan.Count];
        for (var patch = 0; patch < plan.Count; patch++)
        {
            Keep(patch, plan, graph, grid.Content, region.Shape, mask);
            if (!region.TryReadMasked(graph, mask, budget, out var kept))
                return ExplainerOutcome.Skip(Invariant($"{budget.Exhausted} after {patch} of {plan.Count} patches; half a map is none"));
            values[patch] = (float)(kept.LogOdds - nothing.LogOdds);
        }
        return ExplainerOutcome.Map(LayerCells.Of(values, plan.Rows, plan.Columns, grid), Invariant($"layer={graph.Layer}, patches={plan.Columns}x{plan.Rows}"));
    }

    // Patches of a place or a cell, whichever is larger: smaller ones than a place would ask the same again.
    private static CellGrid Finest(IMaskedLayerGraph graph, CellGrid grid, PictureTensor input) => new(grid.Content, new CellCount(
        Math.Clamp(graph.Width * grid.Content.Width / input.Width, 1, grid.Columns), Math.Clamp(graph.Height * grid.Content.Height / input.Height, 1, grid.Rows)));

    // Patches are of one size, in parts of a place if need be: larger ones would keep more and look more important.
    private static void Keep(int patch, PatchPlan plan, IMaskedLayerGraph graph, PixelRect content, PictureTensor input, float[] mask)
    {
        var across = Kept(content.X, content.Width, patch % plan.Columns, plan.Columns, graph.Width, input.Width);
        var down = Kept(content.Y, content.Height, patch / plan.Columns, plan.Rows, graph.Height, input.Height);
        for (var y = 0; y < down.Length; y++)
            for (var x = 0; x < across.Length; x++) mask[(y * across.Length) + x] = down[y] * across[x];
    }

    // Along one side: the share of each place that lies in the patch, blurred by the paper's kernel, 1/4 1/2 1/4 on either axis.
    private static float[] Kept(int start, int length, int patch, int patches, int places, int pixels)
    {
        double Edge(int index) => (start + ((double)length * index / patches)) * places / pixels;
        var (from, to) = (Edge(patch), Edge(patch + 1));
        double Share(int place) => Math.Max(0, Math.Min(to, place + 1) - Math.Max(from, place));
        return [.. Enumerable.Range(0, places).Select(p => (float)((Share(p - 1) + (2 * Share(p)) + Share(p + 1)) / 4))];
    }
}

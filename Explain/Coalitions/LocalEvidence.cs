using System.Numerics.Tensors;

namespace SegEdge.Explain;

/// <summary>What each cell's own pixels of the region lose when everything is hidden: v(1) - v(0) put where the region's pixels lie. If the network looked at nothing
/// but the pixel itself, this would be the whole explanation; it costs no pass.</summary>
public static class LocalEvidence
{
    /// <param name="region">Aimed.</param>
    /// <returns>[rows, columns], in nats; sums to <see cref="PerturbedRegion.Contrast"/> where all of the region lies in the grid.</returns>
    /// <exception cref="InvalidOperationException">Only pointed, not aimed: v(1) and v(0) were not read.</exception>
    public static float[] Of(PerturbedRegion region, CellGrid grid)
    {
        var (losses, cells) = (new float[region.ShownOdds.Length], new float[grid.Count]);
        TensorPrimitives.Subtract(region.ShownOdds, region.HiddenOdds, losses);
        TensorPrimitives.Divide(losses, losses.Length, losses);
        new RegionPlaces(region.Target.Region, grid, region.Shape).Add(losses, cells);
        return cells;
    }
}

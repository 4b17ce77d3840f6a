namespace SegEdge.Explain;

/// <summary>How much faithfulness a question leaves a map to reach: where a region fills the frame, the order of its cells decides little.</summary>
public static class Attainable
{
    // Of a region that is nearly the whole frame. Evidence may well be in few of its cells, and then chance reaches more than nothing.
    private const double Least = 0.25;

    /// <summary>Insertion AUC - deletion AUC of a map that has all cells of the region first, when each of them has the same evidence and no other cell has any:
    /// insertion rises over the first a of the cells (area 1 - a/2), deletion falls over them (area a/2), so the gap is 1 - a. No bound: evidence in few cells of
    /// the region, or cells that speak against it, let a map reach more (docs/decisions/0038).</summary>
    /// <param name="covered">a, the region's share of the picture, 0..1.</param>
    /// <returns>0.25..1, in units of v(1) - v(0).</returns>
    public static double Gap(double covered) => Math.Clamp(1 - covered, Least, 1);

    /// <summary>a: the region's share of the pixels that show the picture, 0..1; letterbox padding does not count.</summary>
    /// <param name="content">In model input pixels.</param>
    public static double Covered(RegionMask region, PixelRect content, PictureTensor input) =>
        Math.Min(1, (double)region.Area / region.Width / region.Height * input.Width * input.Height / content.Area);
}

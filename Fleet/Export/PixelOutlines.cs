namespace SegEdge.Fleet.Export;

/// <summary>Outlines of regions along the edges of their pixels: exact, and the same area to the pixel.</summary>
/// <remarks>A ring's points are corners of pixels, closed (the last is the first), the outside ring with positive area by the shoelace formula over (x, y) and
/// holes with negative: counterclockwise and clockwise as numbers, as RFC 7946 wants. No ring visits a point twice: where pixels touch at a corner only, it
/// turns so that what lies outside stays together, which makes of a bay that closes a hole that touches the outline.</remarks>
public static class PixelOutlines
{
    // Right, down, left, up: each a quarter turn towards the inside of the one before.
    private static ReadOnlySpan<int> StepX => [1, 0, -1, 0];

    private static ReadOnlySpan<int> StepY => [0, 1, 0, -1];

    /// <param name="regions">Connected by sides, not diagonally: else an outline could cross itself.</param>
    /// <returns>Of each region its rings, the outside one first.</returns>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<(int X, int Y)>>> Of(PixelRegions regions)
    {
        var rings = regions.Regions.Select(_ => new List<IReadOnlyList<(int X, int Y)>>(1)).ToArray();
        var isTraced = new bool[regions.Width * regions.Height];
        // Every ring has an edge with its region below; the outside one has the first of them.
        for (var i = 0; i < isTraced.Length; i++)
        {
            var (x, y) = (i % regions.Width, i / regions.Width);
            var label = regions.Labels[i];
            if (!isTraced[i] && LabelAt(regions, x, y - 1) != label) rings[label].Add(Trace(regions, label, x, y, isTraced));
        }

        return rings;
    }

    private static List<(int X, int Y)> Trace(PixelRegions regions, int label, int firstX, int firstY, bool[] isTraced)
    {
        var ring = new List<(int X, int Y)>();
        var (x, y, direction) = (firstX, firstY, 0);
        do
        {
            if (direction == 0) isTraced[(y * regions.Width) + x] = true;
            (x, y) = (x + StepX[direction], y + StepY[direction]);
            var turned = Turn(regions, label, x, y, direction);
            if (turned != direction) ring.Add((x, y));
            direction = turned;
        }
        while ((x, y, direction) != (firstX, firstY, 0));
        ring.Insert(0, ring[^1]);
        return ring;
    }

    private static int Turn(PixelRegions regions, int label, int x, int y, int direction)
    {
        // Ahead of the edge, on the outer and on the inner side of it.
        var ((outerX, outerY), (innerX, innerY)) = direction switch
        {
            0 => ((x, y - 1), (x, y)),
            1 => ((x, y), (x - 1, y)),
            2 => ((x - 1, y), (x - 1, y - 1)),
            _ => ((x - 1, y - 1), (x, y - 1)),
        };
        if (LabelAt(regions, outerX, outerY) == label) return (direction + 3) % 4;
        return LabelAt(regions, innerX, innerY) == label ? direction : (direction + 1) % 4;
    }

    private static int LabelAt(PixelRegions regions, int x, int y) =>
        x >= 0 && y >= 0 && x < regions.Width && y < regions.Height ? regions.Labels[(y * regions.Width) + x] : -1;
}

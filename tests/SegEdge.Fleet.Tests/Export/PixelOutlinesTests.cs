using SegEdge.Fleet.Export;

namespace SegEdge.Fleet.Tests.Export;

public sealed class PixelOutlinesTests
{
    [Fact]
    public void Rings_AreClosedRightHandedAndSimple_AndHoldTheirRegionToThePixel()
    {
        foreach (var (classes, width, height) in ClassMaps.All())
        {
            var regions = PixelRegions.Of(classes, width, height, diagonally: false);
            var outlines = PixelOutlines.Of(regions);
            for (var i = 0; i < outlines.Count; i++)
            {
                Assert.All(outlines[i], ring =>
                {
                    Assert.Equal(ring[0], ring[^1]);
                    Assert.True(ring.Count >= 5, "a ring of less than four corners");
                    Assert.Equal(ring.Count - 1, ring.Distinct().Count());
                });
                Assert.True(TwiceTheArea(outlines[i][0]) > 0, "the outside ring is not counterclockwise");
                Assert.All(outlines[i].Skip(1), hole => Assert.True(TwiceTheArea(hole) < 0, "a hole is not clockwise"));
                Assert.Equal(2 * regions.Regions[i].AreaPx, outlines[i].Sum(TwiceTheArea));
                for (var p = 0; p < classes.Length; p++)
                    Assert.Equal(regions.Labels[p] == i, outlines[i].Count(ring => IsInside(ring, (p % width) + 0.5, (p / width) + 0.5)) % 2 == 1);
            }
        }
    }

    [Fact]
    public void ABayThatClosesAtACorner_IsAHole_ThatTouchesTheOutline()
    {
        var (classes, width, height) = ClassMaps.Of(["1111", "1001", "1011", "1110"]);
        var regions = PixelRegions.Of(classes, width, height, diagonally: false);
        var outline = PixelOutlines.Of(regions)[regions.Labels[0]];
        Assert.Equal(2, outline.Count);
        Assert.Contains((3, 3), outline[0]);
    }

    private static int TwiceTheArea(IReadOnlyList<(int X, int Y)> ring) => ring.Zip(ring.Skip(1), (a, b) => (a.X * b.Y) - (b.X * a.Y)).Sum();

    // A ray to the right: rings are along the edges of pixels, so it crosses upright ones only.
    private static bool IsInside(IReadOnlyList<(int X, int Y)> ring, double x, double y) =>
        ring.Zip(ring.Skip(1)).Count(edge => edge.First.X == edge.Second.X && edge.First.X > x && (edge.First.Y > y) != (edge.Second.Y > y)) % 2 == 1;
}

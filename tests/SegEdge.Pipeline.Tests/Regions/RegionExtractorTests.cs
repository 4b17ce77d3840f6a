using OpenCvSharp;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline.Tests.Regions;

public sealed class RegionExtractorTests
{
    [Fact]
    public void KnownShapes_GiveBoxAreaAndSeed()
    {
        var regions = Extract(Maps.Draw(
            "11......",
            "11.2222.",
            "......2."));
        Assert.Equal(3, regions.Count);
        AssertRegion(regions[0], 0, new Rect(0, 0, 8, 3), 15);
        AssertRegion(regions[1], 2, new Rect(3, 1, 4, 2), 5);
        AssertRegion(regions[2], 1, new Rect(0, 0, 2, 2), 4);
        Assert.Equal(15 / 24f, regions[0].Area, 1e-6);
    }

    [Fact]
    public void Corners_Connect()
    {
        var ones = Extract(Maps.Draw("1...", ".1..", "..1.", "1...")).Where(r => r.Class == 1).ToArray();
        Assert.Equal([3, 1], ones.Select(r => r.AreaPx));
    }

    [Fact]
    public void Seeds_LieInsideTheirRegion_AlsoInMapsLargerThanTheGrid()
    {
        // 1000 wide: only every fourth pixel is looked at. Rings, whose boxes' corners and centres are outside of them.
        var maps = Maps.Of(1000, 600, (x, y) => (int)(Math.Sqrt(((x - 500) * (x - 500)) + ((y - 300) * (y - 300))) / 70) % 3);
        var regions = Extract(maps);
        Assert.True(regions.Count > 5, $"{regions.Count} regions");
        Assert.All(regions, r => Assert.Equal(r.Class, maps.Heads[0].Classes[(r.Seed.Y * 1000) + r.Seed.X]));
        Assert.All(regions, r => Assert.True(r.Box.Contains(r.Seed)));
        Assert.Equal(1, regions.Sum(r => r.Area), 0.01);
    }

    [Fact]
    public void LargestFirst_AndNoMoreThanAskedFor()
    {
        var maps = Maps.Draw("1.222.33333", "...........");
        Assert.Equal([0, 3, 2, 1], Extract(maps).Select(r => r.Class));
        Assert.Equal([0, 3], Extract(maps, new RegionOptions { Most = 2 }).Select(r => r.Class));
    }

    [Fact]
    public void SmallerThanTheBound_IsNoise() =>
        Assert.Equal([0, 3, 2], Extract(Maps.Draw("1.222.33333", "..........."), new RegionOptions { MinArea = 2 / 22f }).Select(r => r.Class));

    [Fact]
    public void Margin_IsTheRegionsMean()
    {
        var regions = Extract(Maps.Of(4, 1, (x, _) => x / 2, (x, _) => x));
        Assert.Equal(0.5f, regions.Single(r => r.Class == 0).Margin);
        Assert.Equal(2.5f, regions.Single(r => r.Class == 1).Margin);
        Assert.Null(Extract(Maps.Of(4, 1, (x, _) => x / 2, hasMargins: false))[0].Margin);
    }

    [Fact]
    public void Padding_HoldsNoRegion()
    {
        var maps = Maps.Draw("2222", "1111", "2222");
        var extractor = new RegionExtractor(new RegionOptions());
        extractor.Extract(maps, new Letterbox(new(8, 2), new(4, 3), new Rect(0, 1, 4, 1)));
        var region = Assert.Single(maps.Regions);
        AssertRegion(region, 1, new Rect(0, 1, 4, 1), 4);
        Assert.Equal(1, region.Area);
    }

    [Fact]
    public void TheNextMap_LeavesNothingOfTheLast()
    {
        var extractor = new RegionExtractor(new RegionOptions());
        Segmentation small = Maps.Draw("1.", ".."), large = Maps.Draw("222.", "222.", "....", "...3");
        extractor.Extract(small, Maps.Whole(small));
        Region[] first = [.. small.Regions];
        extractor.Extract(large, Maps.Whole(large));
        extractor.Extract(small, Maps.Whole(small));
        Assert.Equal(first, small.Regions);
    }

    private static void AssertRegion(Region region, int classIndex, Rect box, int pixels) =>
        Assert.Equal((classIndex, box, pixels), (region.Class, region.Box, region.AreaPx));

    private static IReadOnlyList<Region> Extract(Segmentation maps, RegionOptions? options = null)
    {
        var extractor = new RegionExtractor(options ?? new RegionOptions { MinArea = 0 });
        extractor.Extract(maps, Maps.Whole(maps));
        return maps.Regions;
    }
}

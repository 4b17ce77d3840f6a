namespace SegEdge.Explain.Tests;

public sealed class ConnectedRegionTests
{
    private static readonly string[] Classes = ["soil", "weed", "crop"];

    // Three parts of class 1: a diagonal of 3, a bar of 2, a single pixel.
    private static readonly byte[] Map =
    [
        1, 0, 0, 0, 1,
        0, 1, 0, 0, 1,
        0, 0, 1, 0, 0,
        0, 0, 0, 0, 1,
    ];

    [Fact]
    public void Largest_JoinsPixelsThatTouchAtACorner()
    {
        var region = Select(RegionSelection.Largest);
        Assert.Equal(3, region.Area);
        Assert.Equal(new PixelRect(0, 0, 3, 3), region.Bounds);
        Assert.Equal([0, 6, 12], Inside(region));
    }

    [Fact]
    public void All_TakesEveryPart() => Assert.Equal([0, 4, 6, 9, 12, 19], Inside(Select(RegionSelection.All)));

    [Fact]
    public void AtAPoint_TakesThePartUnderIt()
    {
        Assert.Equal([4, 9], Inside(Select(RegionSelection.At(4, 1))));
        Assert.Equal([19], Inside(Select(RegionSelection.At(4, 3))));
    }

    [Fact]
    public void AbsentClass_NamesTheClassThePlaceAndTheShares()
    {
        var error = Assert.Throws<ExplainException>(
            () => ConnectedRegion.Select(Map, 5, 4, 2, RegionSelection.Largest, Classes, "field"));
        Assert.Contains("class 'crop' is nowhere in the class map of head 'field' (5x4)", error.Message, StringComparison.Ordinal);
        Assert.Contains("'soil' 70.0 %, 'weed' 30.0 %", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RegionMask_RunsAndBounds_HoldOverRowEnds()
    {
        var region = new RegionMask([0, 0, 1, 1, 0, 0], 3, 2);
        Assert.Equal([new PixelRun(2, 2)], region.Runs);
        Assert.Equal(new PixelRect(0, 0, 3, 2), region.Bounds);
    }

    private static RegionMask Select(RegionSelection selection) => ConnectedRegion.Select(Map, 5, 4, 1, selection, Classes, "field");

    private static int[] Inside(RegionMask region)
    {
        var pixels = region.ToPixels();
        return [.. Enumerable.Range(0, pixels.Length).Where(i => pixels[i] == 1)];
    }
}

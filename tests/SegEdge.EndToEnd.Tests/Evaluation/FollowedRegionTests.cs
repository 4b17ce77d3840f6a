using SegEdge.EdgeHost.Evaluation.Explanations;
using SegEdge.Explain;

namespace SegEdge.EndToEnd.Tests.Evaluation;

public sealed class FollowedRegionTests
{
    private const int Side = 20;

    private static readonly ScoreTensor Head = new("head", 2, Side, Side, false, ScoreKind.Logits);

    [Fact]
    public void TheLargestOfTheFirstFrame_StaysTheOne_WhateverGrowsBesideIt()
    {
        var followed = new FollowedRegion(TargetRequest.Parse("class=weed"));
        Assert.Equal(new PixelRect(1, 1, 6, 6), Bounds(followed, new(1, 1, 6, 6), new(12, 12, 3, 3)));
        Assert.Equal(new PixelRect(2, 1, 5, 6), Bounds(followed, new(2, 1, 5, 6), new(10, 10, 9, 9)));
        Assert.Equal(1, followed.Track);
    }

    [Fact]
    public void WhenItIsGone_TheLargestIsAnotherTrack()
    {
        var followed = new FollowedRegion(TargetRequest.Parse("class=weed"));
        Bounds(followed, new PixelRect(1, 1, 6, 6));
        Assert.Equal(new PixelRect(12, 12, 3, 3), Bounds(followed, new PixelRect(12, 12, 3, 3)));
        Assert.Equal(2, followed.Track);
        Assert.Equal(new PixelRect(0, 0, 20, 20), Bounds(followed, new PixelRect(0, 0, 20, 20))); // it holds the last, and is hardly the same
        Assert.Equal(3, followed.Track);
    }

    [Fact]
    public void OtherSelections_AreAskedAnew_AndAreOneTrack()
    {
        var followed = new FollowedRegion(TargetRequest.Parse("class=weed,region=all"));
        Bounds(followed, new PixelRect(1, 1, 6, 6));
        Assert.Equal(new PixelRect(12, 12, 3, 3), Bounds(followed, new PixelRect(12, 12, 3, 3)));
        Assert.Equal(1, followed.Track);
    }

    private static PixelRect Bounds(FollowedRegion followed, params PixelRect[] weeds)
    {
        var map = new byte[Side * Side];
        foreach (var weed in weeds)
            for (var y = weed.Y; y < weed.Bottom; y++) map.AsSpan((y * Side) + weed.X, weed.Width).Fill(1);
        return followed.Resolve([new HeadReading(0, Head, ["soil", "weed"], map, default)]).Region.Bounds;
    }
}

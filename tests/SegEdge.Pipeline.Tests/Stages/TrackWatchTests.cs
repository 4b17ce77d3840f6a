using OpenCvSharp;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline.Tests.Stages;

public sealed class TrackWatchTests
{
    private static readonly Region[] Three = [Of(1, margin: 3), Of(2, margin: 1), Of(3, margin: 2)];

    [Fact]
    public void TheLeastCertain_AreLearned_InTurn() => Assert.Equal([2, 3, 2, 3], Learned(new TrackWatch(2), Three, 4));

    [Fact]
    public void WhatWasAskedAbout_ComesFirst_TheLatestBeforeTheOthers()
    {
        var watch = new TrackWatch(2);
        watch.Asked(Three[0], 5);
        Assert.Equal([1, 2, 1], Learned(watch, Three, 3));
        watch.Asked(Three[2], 6);
        Assert.DoesNotContain(2, Learned(watch, Three, 4));
        var one = new TrackWatch(1);
        one.Asked(Three[0], 5);
        one.Asked(Three[2], 6);
        Assert.Equal([3, 3], Learned(one, Three, 2));
    }

    // Flags ask about the largest weed again and again; whichever that is now is worth knowing.
    [Fact]
    public void TheLargestRegion_OfAClassThatWasAskedAbout_ComesBeforeTheLeastCertain()
    {
        var watch = new TrackWatch(1);
        watch.Asked(Of(7, margin: 9) with { Class = 2 }, 1);
        Region small = Of(8, margin: 5) with { Class = 2 }, large = Of(9, margin: 6) with { Class = 2, AreaPx = 40 };
        Assert.Equal([9, 9], Learned(watch, [.. Three, small, large], 2));
    }

    [Fact]
    public void WithoutRegions_ThereIsNothingToLearn() => Assert.Null(new TrackWatch(2).Next([], 0));

    [Fact]
    public void TracksThatAreGone_AreForgotten()
    {
        var watch = new TrackWatch(1);
        for (var track = 1; track < 10_000; track++) Assert.Equal(track, watch.Next([Of(track, 1)], track)!.Value.Track);
        Assert.Equal(10_000, watch.Next([Of(10_000, 1)], 10_000)!.Value.Track);
        Assert.InRange(watch.Known, 1, 130);
    }

    private static Region Of(int track, float margin) => new(0, 1, new Rect(0, 0, 4, 4), new Point(0, 0), 16, 0.1f, margin, track);

    private static List<int> Learned(TrackWatch watch, Region[] regions, int times) => [.. Enumerable.Range(0, times).Select(n => watch.Next(regions, n)!.Value.Track)];
}

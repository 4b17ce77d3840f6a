using OpenCvSharp;
using SegEdge.Pipeline.Regions;

namespace SegEdge.Pipeline.Tests.Regions;

public sealed class RegionTrackerTests
{
    private readonly RegionTracker _tracker = new(new RegionOptions { SameFromIou = 0.2f, ForgetAfterFrames = 3 });

    [Fact]
    public void AThingThatMoves_KeepsItsTrack()
    {
        var track = Follow(0, At(0))[0];
        for (var n = 1; n < 20; n++) Assert.Equal(track, Follow(n, At(4 * n))[0]);
    }

    [Fact]
    public void TwoThings_KeepTheirTracks_WhateverTheirOrder()
    {
        var tracks = Follow(0, At(0), At(50));
        Assert.NotEqual(tracks[0], tracks[1]);
        Assert.Equal([tracks[1], tracks[0]], Follow(1, At(52), At(2)));
    }

    [Fact]
    public void AnotherClassOrHead_IsAnotherThing()
    {
        var track = Follow(0, At(0))[0];
        Assert.NotEqual(track, Follow(1, At(0) with { Class = 2 })[0]);
        Assert.NotEqual(track, Follow(2, At(0) with { Head = 1 })[0]);
    }

    [Fact]
    public void TheBestOverlap_Wins()
    {
        var track = Follow(0, At(0))[0];
        var next = Follow(1, At(6), At(1)); // both overlap enough; one track has one region
        Assert.Equal(track, next[1]);
        Assert.NotEqual(track, next[0]);
    }

    [Fact]
    public void AJump_IsAnotherThing() => Assert.NotEqual(Follow(0, At(0))[0], Follow(1, At(9))[0]);

    [Fact]
    public void Missing_ForAFewFrames_IsStillTheSame()
    {
        var track = Follow(0, At(0))[0];
        for (var n = 1; n <= 3; n++) Follow(n);
        Assert.Equal(track, Follow(4, At(0))[0]);
    }

    [Fact]
    public void Missing_ForTooLong_IsForgotten()
    {
        var track = Follow(0, At(0))[0];
        for (var n = 1; n <= 4; n++) Follow(n);
        Assert.NotEqual(track, Follow(5, At(0))[0]);
    }

    private static Region At(int x) => new(0, 1, new Rect(x, 0, 10, 10), new Point(x, 0), 100, 0.1f, 1);

    private int[] Follow(long frame, params Region[] regions)
    {
        _tracker.Follow(frame, regions);
        return [.. regions.Select(r => r.Track)];
    }
}

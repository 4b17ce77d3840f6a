using FsCheck;
using FsCheck.Fluent;
using SegEdge.Pipeline.Tiling;

namespace SegEdge.Pipeline.Tests.Tiling;

public sealed class TileAxisTests
{
    [Fact]
    public void TheLastTile_EndsWhereThePictureEnds()
    {
        Assert.Equal([0, 544, 1088, 1632, 2176, 2720, 3200], TileAxis.Cover(3840, 640, 64, 32).Starts);
        Assert.Equal([0, 320, 640, 960, 1280, 1600, 1776], TileAxis.Cover(2160, 384, 64, 32).Starts);
        Assert.Equal([0], TileAxis.Cover(640, 640, 64, 32).Starts);
    }

    [Fact]
    public void EveryAxis_IsCovered_WithAtLeastTheOverlap_AndTheSaysAddUpToOne() => Prop.ForAll(Axes(), axis =>
    {
        var (length, tile, overlap, step) = axis;
        var cover = TileAxis.Cover(length, tile, overlap, step);
        Assert.Equal((0, length - tile), (cover.Starts[0], cover.Starts[^1]));
        Assert.All(cover.Starts.SkipLast(1), start => Assert.Equal(0, start % step));
        foreach (var (start, next) in cover.Starts.Zip(cover.Starts.Skip(1))) Assert.InRange(next - start, 1, tile - overlap);

        var says = new double[length];
        for (var i = 0; i < cover.Starts.Count; i++)
            foreach (var (p, weight) in cover.Weights(i).Index())
            {
                Assert.True(weight > 0, $"tile {i}, pixel {p}: {weight}");
                says[cover.Starts[i] + p] += weight;
            }
        Assert.All(says, say => Assert.Equal(1, say, 1e-6));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void WhereTwoTilesMeet_TheSayPassesOverSmoothly_AndEquallyToBothSides()
    {
        var axis = TileAxis.Cover(28, 16, 4, 4);
        Assert.Equal([0, 12], axis.Starts);
        float[] first = axis.Weights(0), second = axis.Weights(1);
        Assert.Equal(Enumerable.Repeat(1f, 12), first[..12]);
        Assert.All(Enumerable.Range(0, 4), p => Assert.Equal(first[12 + p], second[3 - p], 1e-6));
        Assert.Equal([0.96194, 0.69134, 0.30866, 0.03806], first[12..].Select(w => Math.Round(w, 5)));
    }

    [Fact]
    public void AnOutputOfHalfTheSize_HasItsTilesAtHalfThePlaces()
    {
        var axis = TileAxis.Cover(64, 32, 8, 2).At(16);
        Assert.Equal((32, 16), (axis.Length, axis.Tile));
        Assert.Equal(TileAxis.Cover(64, 32, 8, 2).Starts.Select(s => s / 2), axis.Starts);
    }

    private static Arbitrary<(int Length, int Tile, int Overlap, int Step)> Axes() => Arb.From(
        from step in Gen.Elements(1, 2, 4, 8, 32)
        from tile in Gen.Choose(1, 12).Select(n => n * step)
        from overlap in Gen.Choose(0, Math.Min(tile / 2, tile - step))
        from more in Gen.Choose(0, 400)
        select (tile + more, tile, overlap, step));
}

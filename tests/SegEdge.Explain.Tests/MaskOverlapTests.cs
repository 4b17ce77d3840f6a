using FsCheck;
using FsCheck.Xunit;

namespace SegEdge.Explain.Tests;

public sealed class MaskOverlapTests
{
    private static readonly PixelRect Whole = new(0, 0, 4, 1);

    [Theory]
    [InlineData(ScoreKind.BinaryLogit, 1, new float[] { 2, 1, -1, 0 }, 0, 2)] // even odds are class 0's
    [InlineData(ScoreKind.BinaryLogit, 0, new float[] { -2, 0, 1, 3 }, 1, 2)]
    [InlineData(ScoreKind.BinaryProbability, 1, new float[] { 0.9f, 0.6f, 0.5f, 0 }, 0, 2)]
    [InlineData(ScoreKind.ClassIndex, 2, new float[] { 2, 2, 1, 0 }, 0, 2)]
    public void HidingOneOfTwoPixels_HalvesTheMask(ScoreKind kind, int own, float[] scores, float hidden, int classPixels)
    {
        var region = Aim(new ScoreTensor("h", 1, 1, 4, false, kind), own, scores, [hidden]);
        region.Restart(shown: true);
        Read(region);
        Assert.Equal(1, region.Overlap(Whole));
        region.Hide(new PixelRect(0, 0, 1, 1));
        Read(region);
        Assert.Equal(1.0 / classPixels, region.Overlap(Whole));
        Assert.Equal(0, region.EmptyOverlap(Whole));
    }

    [Fact]
    public void PixelsThatTheClassGains_CountAgainstIt_ButOnlyInTheWindow()
    {
        var region = Aim(new ScoreTensor("h", 1, 1, 4, false, ScoreKind.BinaryLogit), 1, [1, -1, -1, -1], [1]);
        region.Restart(shown: true);
        region.Hide(new PixelRect(2, 0, 2, 1));
        Read(region);
        Assert.Equal((1.0 / 3, 0.5), (region.Overlap(Whole), region.Overlap(new PixelRect(0, 0, 3, 1))));
        Assert.Equal((0.25, null), (region.EmptyOverlap(Whole), region.EmptyOverlap(new PixelRect(1, 0, 3, 1))));
    }

    [Fact]
    public void OfEqualScores_TheLowerIndexWins()
    {
        float[] scores = [1, 1, 1, 1, 1, 1, 1, 0, 1, 2, 0, 0]; // three classes at four pixels: 0, 2, 0, 0
        var head = new ScoreTensor("h", 3, 1, 4, false, ScoreKind.Logits);
        Assert.Equal(0.75, Aim(head, 0, scores, [1, 0, 0]).EmptyOverlap(Whole));
        Assert.Null(Aim(head, 1, scores, [0, 1, 0]).EmptyOverlap(Whole));
        Assert.Equal(0.25, Aim(head, 2, scores, [0, 0, 1]).EmptyOverlap(Whole));
    }

    [Property]
    public void BothLayouts_AgreeWithArgMax(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        var (channels, own) = (2 + random.Next(4), 0);
        own = random.Next(channels);
        float[] planar = [.. Enumerable.Range(0, channels * 4).Select(_ => (float)random.Next(4))], hidden = new float[channels];
        hidden[own] = 1; // the class wins all of the reference: the union is the whole window
        var interleaved = new float[planar.Length];
        for (var i = 0; i < planar.Length; i++) interleaved[(i % 4 * channels) + (i / 4)] = planar[i];
        var won = Enumerable.Range(0, 4).Count(x => Enumerable.Range(0, channels).MaxBy(k => planar[(k * 4) + x]) == own);
        foreach (var last in (bool[])[false, true])
        {
            var head = new ScoreTensor("h", channels, 1, 4, last, ScoreKind.Logits);
            Assert.Equal(won == 0 ? null : won / 4.0, Aim(head, own, last ? interleaved : planar, hidden).EmptyOverlap(Whole));
        }
    }

    private static PerturbedRegion Aim(ScoreTensor head, int own, float[] scores, float[] hidden)
    {
        var region = new PerturbedRegion(new EchoRunner(head));
        var target = new Target(0, head, new string[Math.Max(3, head.Channels)], own, null, new RegionMask([1, 1, 1, 1], 4, 1));
        region.TryAim(scores, Whole, target, [new DatasetMeanReference(hidden)], Planted.Unlimited());
        return region;
    }

    private static void Read(PerturbedRegion region) => Assert.True(region.TryRead(Planted.Unlimited(), out _));
}

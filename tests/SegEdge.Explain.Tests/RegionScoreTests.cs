using FsCheck;
using FsCheck.Xunit;

namespace SegEdge.Explain.Tests;

public sealed class RegionScoreTests
{
    [Fact]
    public void Logits_AgainstAll_IsTheClassLessTheLogSumOfTheOthers()
    {
        // One pixel, z = 2, 0, 1: 2 - ln(e^0 + e^1) = 2 - 1.3132617
        var reading = Read(ScoreKind.Logits, [2, 0, 1], 3, 0, null);
        Assert.Equal(0.6867383, reading.LogOdds, 1e-6);
        Assert.Equal(1 / (1 + Math.Exp(-0.6867383)), reading.Probability, 1e-6); // softmax: e^2 / (e^2 + 1 + e)
    }

    [Fact]
    public void Logits_AgainstOneFoil_IsTheDifference() => Assert.Equal(1, Read(ScoreKind.Logits, [2, 0, 1], 3, 0, 2).LogOdds, 1e-6);

    [Fact]
    public void HugeLogits_NeitherOverflowNorVanish()
    {
        Assert.Equal(-1000.6931, Read(ScoreKind.Logits, [-500, 500, 500], 3, 0, null).LogOdds, 1e-3);
        Assert.Equal(1000, Read(ScoreKind.Logits, [500, -500, -1000], 3, 0, null).LogOdds, 1e-3);
    }

    [Fact]
    public void Probabilities_AreHeldAgainstTheSumOfTheFoil()
    {
        Assert.Equal(Math.Log(0.6 / 0.4), Read(ScoreKind.Probabilities, [0.6f, 0.3f, 0.1f], 3, 0, null).LogOdds, 1e-6);
        Assert.Equal(Math.Log(6), Read(ScoreKind.Probabilities, [0.6f, 0.3f, 0.1f], 3, 0, 2).LogOdds, 1e-6);
    }

    [Fact]
    public void CertainProbabilities_AreCutAtTheClamp()
    {
        Assert.Equal(-Math.Log(1e-7), Read(ScoreKind.Probabilities, [1, 0], 2, 0, null).LogOdds, 1e-4);
        Assert.Equal(-Math.Log(1e-7), Read(ScoreKind.BinaryProbability, [1], 1, 1, null).LogOdds, 0.2); // 1 - 1e-7 is no exact float
        Assert.Equal(Math.Log(1e-7), Read(ScoreKind.BinaryProbability, [0], 1, 1, null).LogOdds, 1e-4);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(0, -3)]
    public void BinaryLogit_ChangesSignForClassZero(int classIndex, double expected) =>
        Assert.Equal(expected, Read(ScoreKind.BinaryLogit, [3], 1, classIndex, null).LogOdds, 1e-6);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, -1)]
    public void BinaryProbability_IsTheLogit(int classIndex, int sign) =>
        Assert.Equal(sign * Math.Log(0.8 / 0.2), Read(ScoreKind.BinaryProbability, [0.8f], 1, classIndex, null).LogOdds, 1e-5);

    [Fact]
    public void ClassIndex_CountsPixels()
    {
        // Region of four pixels: two of class 2, one of class 0, one of class 1.
        float[] map = [2, 2, 0, 1];
        Assert.Equal((0, 0.5), Pair(ReadMany(ScoreKind.ClassIndex, map, 1, 2, null, 3)));
        Assert.Equal((0.25, 0.5), Pair(ReadMany(ScoreKind.ClassIndex, map, 1, 2, 0, 3)));
    }

    [Fact]
    public void OnlyTheRegionCounts()
    {
        var target = new Target(0, new ScoreTensor("h", 1, 2, 2, false, ScoreKind.BinaryLogit), ["a", "b"], 1, null,
            new RegionMask([0, 1, 1, 0], 2, 2));
        Assert.Equal(2.5, new RegionScore(target).Read([100, 2, 3, -100]).LogOdds, 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AScoreThatIsNoNumber_IsAnError(float score)
    {
        var error = Assert.Throws<ExplainException>(() => Read(ScoreKind.Logits, [score, score, 0], 3, 0, null));
        Assert.Contains("NaN or infinity", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneChannelOfLogits_IsAnError() =>
        Assert.Throws<ExplainException>(() => Read(ScoreKind.Logits, [1], 1, 0, null));

    [Property(MaxTest = 200)]
    public void AnyScores_MatchTheNaiveDoubleFormula_InBothLayouts(
        int seed, PositiveInt size, NonNegativeInt classes, bool named, bool wide)
    {
        var random = new Random(seed);
        var (width, height, channels) = (1 + (size.Get % 70), 1 + (size.Get % 23), 2 + (classes.Get % 20));
        var planar = new float[channels * width * height];
        for (var i = 0; i < planar.Length; i++) planar[i] = (float)((random.NextDouble() - 0.5) * (wide ? 200 : 8));
        var mask = new byte[width * height];
        for (var i = 0; i < mask.Length; i++) mask[i] = (byte)(random.NextDouble() < 0.6 ? 1 : 0);
        mask[random.Next(mask.Length)] = 1;
        var own = random.Next(channels);
        int? foil = named ? (own + 1) % channels : null;

        var expected = Naive(planar, mask, channels, own, foil);
        var first = ReadRegion(planar, mask, width, height, channels, own, foil, channelsLast: false);
        var last = ReadRegion(Interleave(planar, channels), mask, width, height, channels, own, foil, channelsLast: true);
        Assert.Equal(expected, first.LogOdds, 1e-4 * Math.Max(1, Math.Abs(expected)));
        Assert.Equal(first, last); // the same bits
    }

    private static double Naive(float[] planar, byte[] mask, int channels, int own, int? foil)
    {
        double sum = 0;
        for (var i = 0; i < mask.Length; i++)
        {
            if (mask[i] == 0) continue;
            var others = Enumerable.Range(0, channels).Where(k => k != own && (foil is null || k == foil))
                .Select(k => (double)planar[(k * mask.Length) + i]).ToArray();
            var most = others.Max();
            sum += planar[(own * mask.Length) + i] - (most + Math.Log(others.Sum(z => Math.Exp(z - most))));
        }
        return sum / mask.Count(m => m == 1);
    }

    private static float[] Interleave(float[] planar, int channels)
    {
        var (pixels, interleaved) = (planar.Length / channels, new float[planar.Length]);
        for (var i = 0; i < planar.Length; i++) interleaved[(i % pixels * channels) + (i / pixels)] = planar[i];
        return interleaved;
    }

    private static RegionReading ReadRegion(
        float[] scores, byte[] mask, int width, int height, int channels, int own, int? foil, bool channelsLast)
    {
        var output = new ScoreTensor("h", channels, height, width, channelsLast, ScoreKind.Logits);
        return new RegionScore(new Target(0, output, [], own, foil, new RegionMask(mask, width, height))).Read(scores);
    }

    private static RegionReading Read(ScoreKind kind, float[] scores, int channels, int own, int? foil) =>
        ReadMany(kind, scores, channels, own, foil, 2);

    private static RegionReading ReadMany(ScoreKind kind, float[] scores, int channels, int own, int? foil, int classes)
    {
        var pixels = scores.Length / channels;
        var mask = new byte[pixels];
        mask.AsSpan().Fill(1);
        var output = new ScoreTensor("h", channels, 1, pixels, false, kind);
        return new RegionScore(new Target(0, output, new string[classes], own, foil, new RegionMask(mask, pixels, 1))).Read(scores);
    }

    private static (double, double) Pair(RegionReading reading) => (reading.LogOdds, reading.Probability);
}

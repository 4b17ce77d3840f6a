using SegEdge.Pipeline.Decoding;

namespace SegEdge.Pipeline.Tests.Decoding;

public sealed class DecoderTests
{
    // Around the widths of 4, 8 and 16 lanes, so that every tail is met.
    public static TheoryData<int, int> Shapes() =>
        [.. from pixels in new[] { 1, 3, 4, 7, 8, 9, 15, 16, 17, 33, 101 } from channels in new[] { 2, 3, 21 } select (pixels, channels)];

    [Theory, MemberData(nameof(Shapes))]
    public void Logits_EqualNaiveArgmax_InBothLayouts(int pixels, int channels) => AssertBoth(Scores(pixels, channels, -9, 9), channels, areProbabilities: false);

    [Theory, MemberData(nameof(Shapes))]
    public void Probabilities_EqualNaiveArgmax_InBothLayouts(int pixels, int channels) => AssertBoth(Scores(pixels, channels, 0, 1), channels, areProbabilities: true);

    [Theory, MemberData(nameof(Shapes))]
    public void Ties_GoToTheLowestIndex(int pixels, int channels)
    {
        // Two values only: nearly every pixel has a tie for the first place.
        var scores = Scores(pixels, channels, 0, 1);
        for (var i = 0; i < scores.Length; i++) scores[i] = MathF.Round(scores[i]);
        AssertBoth(scores, channels, areProbabilities: false);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void OneScoreThatIsNotFinite_SpoilsTheMap_WhereverItStands(float bad)
    {
        const int Pixels = 19, Channels = 3;
        for (var at = 0; at < Pixels * Channels; at++)
        {
            var scores = Scores(Pixels, Channels, -1, 1);
            scores[at] = bad;
            Assert.False(new PlanarScores(Channels, false).TryDecode(scores, Map(Pixels)), $"planar, {at}");
            Assert.False(new PixelScores(Channels, false).TryDecode(scores, Map(Pixels)), $"by pixel, {at}");
            Assert.False(new BinaryScores(0.5f, false).TryDecode(scores, Map(scores.Length)), $"binary, {at}");
            Assert.False(new ClassIndices(9).TryDecode(scores, Map(scores.Length, margins: false)), $"indices, {at}");
        }
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0.42f)]
    [InlineData(0.9f)]
    public void Binary_LogitAndProbability_GiveTheSameMap(float threshold)
    {
        var logits = Scores(101, 1, -6, 6);
        ClassMap fromLogits = Map(101), fromProbabilities = Map(101);
        Assert.True(new BinaryScores(threshold, false).TryDecode(logits, fromLogits));
        Assert.True(new BinaryScores(threshold, true).TryDecode([.. logits.Select(z => 1 / (1 + MathF.Exp(-z)))], fromProbabilities));
        for (var i = 0; i < 101; i++)
        {
            var expected = 1 / (1 + Math.Exp(-logits[i])) > threshold;
            Assert.Equal(expected ? 1 : 0, fromLogits.Classes[i]);
            Assert.Equal(expected ? 1 : 0, fromProbabilities.Classes[i]);
            Assert.Equal(Math.Abs(logits[i] - Math.Log(threshold / (1 - threshold))), fromLogits.Margins[i], 1e-4);
            Assert.Equal(fromLogits.Margins[i], fromProbabilities.Margins[i], 1e-3);
        }
    }

    [Fact]
    public void Binary_AtTheThreshold_IsClass0()
    {
        var map = Map(2);
        new BinaryScores(0.25f, true).TryDecode([0.25f, MathF.BitIncrement(0.25f)], map);
        Assert.Equal([0, 1], map.Classes.ToArray());
    }

    [Fact]
    public void CertainProbabilities_HaveFiniteMargins()
    {
        ClassMap many = Map(4), one = Map(2);
        Assert.True(new PlanarScores(2, true).TryDecode([1, 0, 1, 0, 0, 1, 0, 1], many));
        Assert.True(new BinaryScores(0.5f, true).TryDecode([0, 1], one));
        Assert.All([.. many.Margins, .. one.Margins], margin => Assert.InRange(margin, 10, 20));
    }

    [Fact]
    public void Indices_AreTaken_AndUnknownOnesRefused()
    {
        var map = Map(3, margins: false);
        Assert.True(new ClassIndices(4).TryDecode([0, 3, 2], map));
        Assert.Equal([0, 3, 2], map.Classes.ToArray());
        Assert.False(new ClassIndices(4).TryDecode([0, 4, 2], map));
        Assert.False(new ClassIndices(4).TryDecode([0, -1, 2], map));
    }

    private static void AssertBoth(float[] planar, int channels, bool areProbabilities)
    {
        var pixels = planar.Length / channels;
        var byPixel = new float[planar.Length];
        for (var i = 0; i < pixels; i++)
            for (var c = 0; c < channels; c++) byPixel[(i * channels) + c] = planar[(c * pixels) + i];

        ClassMap first = Map(pixels), second = Map(pixels);
        Assert.True(new PlanarScores(channels, areProbabilities).TryDecode(planar, first));
        Assert.True(new PixelScores(channels, areProbabilities).TryDecode(byPixel, second));
        for (var i = 0; i < pixels; i++)
        {
            var (winner, margin) = NaiveArgmax.Of(byPixel.AsSpan(i * channels, channels), areProbabilities);
            Assert.Equal(winner, first.Classes[i]);
            Assert.Equal(winner, second.Classes[i]);
            Assert.Equal(margin, first.Margins[i], 1e-3);
            Assert.Equal(margin, second.Margins[i], 1e-3);
        }
    }

    private static float[] Scores(int pixels, int channels, float from, float to)
    {
        var random = new Random((pixels * 1000) + channels);
        return [.. Enumerable.Range(0, pixels * channels).Select(_ => from + ((to - from) * random.NextSingle()))];
    }

    private static ClassMap Map(int pixels, bool margins = true) => new("head", new PictureSize(pixels, 1), margins);
}

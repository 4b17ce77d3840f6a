using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class PrependBackgroundTests
{
    [Theory]
    [InlineData(false, false, 0.5f)]
    [InlineData(false, true, 0.3f)]
    [InlineData(true, false, 0.3f)]
    [InlineData(true, true, 0.9f)]
    public void EachScore_BecomesItsLogOddsOverTheThreshold_BehindAPlaneOfZeros(bool probabilities, bool channelsLast, float threshold)
    {
        long[] dimensions = channelsLast ? [2, 3, 5, 4] : [2, 4, 3, 5];
        var model = Echo(dimensions);
        Assert.True(new PrependBackground(new ScoreHead("a", "y", ScoreKind.PerClass) { Probabilities = probabilities, ChannelsLast = channelsLast, Threshold = threshold }).Apply(model));
        Verifier.Verify(model);
        var random = new Random(3);
        var scores = new float[120];
        for (var i = 0; i < scores.Length; i++) scores[i] = (float)(probabilities ? random.NextDouble() : (8 * random.NextDouble()) - 4);
        if (probabilities) (scores[0], scores[1]) = (0, 1); // clamped, not infinite
        using var ort = new Ort(model);
        var found = ort.Run(("x", Tensor.Of<float>(scores, dimensions)))["y"];

        Assert.Equal([2, 5, 3, 5], found.Dimensions);
        for (var n = 0; n < 2; n++)
            for (var c = 0; c < 5; c++)
                for (var p = 0; p < 15; p++)
                {
                    var s = c == 0 ? 0 : (double)scores[channelsLast ? (((n * 15) + p) * 4) + c - 1 : (((n * 4) + c - 1) * 15) + p];
                    var expected = c == 0 ? 0 : (probabilities ? Math.Log(Math.Max(s, 1e-7) / Math.Max(1 - s, 1e-7)) : s) - Math.Log(threshold / (1.0 - threshold));
                    Assert.Equal(expected, found.Span<float>()[(((n * 5) + c) * 15) + p], 1e-4);
                }
    }

    [Theory]
    [InlineData(float.NaN, true)]
    [InlineData(float.NegativeInfinity, true)]
    [InlineData(float.PositiveInfinity, true)]
    [InlineData(float.NaN, false)]
    [InlineData(float.NegativeInfinity, false)]
    public void WhatIsNotFinite_StaysSo(float bad, bool probabilities)
    {
        var model = Echo([1, 2, 1, 3]);
        new PrependBackground(new ScoreHead("a", "y", ScoreKind.PerClass) { Probabilities = probabilities }).Apply(model);
        using var ort = new Ort(model);
        for (var at = 0; at < 6; at++)
        {
            var scores = new float[6];
            scores[at] = bad;
            Assert.Contains(ort.Run(("x", Tensor.Of<float>(scores, 1, 2, 1, 3)))["y"].Span<float>().ToArray(), v => !float.IsFinite(v));
        }
    }

    [Fact]
    public void ClassIndices_AreRefused() => Assert.Contains("expected Float scores of four axes", Assert.Throws<OnnxException>(() =>
        new PrependBackground(new ScoreHead("a", "y", ScoreKind.PerClass)).Apply(Small.Model(b => b.Output("y", b.Input("x", ElementType.Int64, [1, 4, 4]))))).Message, StringComparison.Ordinal);

    private static Model Echo(long[] dimensions) => Small.Model(b => b.Output("y", b.Input("x", ElementType.Float, Shape.Of(dimensions))));
}

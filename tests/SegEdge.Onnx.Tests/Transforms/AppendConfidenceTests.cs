using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class AppendConfidenceTests
{
    private static readonly ConfidenceOptions Everything = new() { LowMargin = 1.5f, Grid = (3, 4), Confidence = true, MarginMap = true };

    public static TheoryData<ScoreHead, int> Heads() => new()
    {
        { new("a", "y", ScoreKind.PerClass), 2 },
        { new("a", "y", ScoreKind.PerClass), 3 },
        { new("a", "y", ScoreKind.PerClass), 12 },
        { new("a", "y", ScoreKind.PerClass) { ChannelsLast = true }, 5 },
        { new("a", "y", ScoreKind.PerClass) { Probabilities = true }, 2 },
        { new("a", "y", ScoreKind.PerClass) { Probabilities = true }, 6 },
        { new("a", "y", ScoreKind.PerClass) { Content = (2, 3, 12, 17) }, 4 },
        { new("a", "y", ScoreKind.Binary) { Threshold = 0.42f }, 1 },
        { new("a", "y", ScoreKind.Binary) { Threshold = 0.42f, Probabilities = true, ChannelsLast = true, Content = (0, 1, 18, 20) }, 1 },
    };

    [Theory, MemberData(nameof(Heads))]
    public void EveryNumber_IsThatOfALoopOverThePixels(ScoreHead head, int channels)
    {
        foreach (var atTheEdge in new[] { false, true })
            foreach (var (height, width) in new[] { (18, 24), (19, 23) })
            {
                var scores = Scores(head, channels, height, width);
                var model = Echo(scores);
                Assert.True(new AppendConfidence([head], Everything) { UInt8OnlyAtTheEdge = atTheEdge }.Apply(model));
                Verifier.Verify(model);
                using var ort = new Ort(model);
                Compare(new Expected(head, scores, 1.5f, 3, 4), ort.Run(("x", scores)), head);
            }
    }

    [Fact]
    public void TheMarginForLow_CanComeWithEachRun()
    {
        var scores = Scores(new("a", "y", ScoreKind.PerClass), 3, 18, 24);
        var model = Echo(scores);
        var head = new ScoreHead("a", "y", ScoreKind.PerClass);
        new AppendConfidence([head], new() { LowMarginInput = "low_margin" }).Apply(model);
        using var ort = new Ort(model);
        foreach (var low in new[] { 0, 0.5f, 2, 100 })
        {
            var found = ort.Run(("x", scores), ("low_margin", Tensor.Scalar(ElementType.Float, low)))["low_a"];
            Assert.Equal(new Expected(head, scores, low, 3, 4).Low, found.Span<long>()[0]);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void OneScoreThatIsNotFinite_Taints_WhereverItIs(float bad)
    {
        var head = new ScoreHead("a", "y", ScoreKind.PerClass);
        var good = Scores(head, 5, 18, 24);
        var model = Echo(good);
        new AppendConfidence([head], Everything).Apply(model);
        using var ort = new Ort(model);
        Assert.Equal(0, ort.Run(("x", good))["taint_a"].Span<float>()[0]);
        for (var i = 0; i < good.Count; i += 97)
        {
            var values = good.ToFloats();
            values[i] = bad;
            Assert.True(float.IsNaN(ort.Run(("x", Tensor.Of<float>(values, 1, 5, 18, 24)))["taint_a"].Span<float>()[0]), $"score {i}");
        }
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(-1, false)]
    public void ClassIndices_AreCounted_AndTaintWhereTheyAreNoClass(int index, bool good)
    {
        var indices = Tensor.Of<long>([0, 1, 1, 3, 1, index], 1, 2, 3);
        var model = Small.Model(b => b.Output("y", b.Input("x", ElementType.Int64, [1L, 2L, 3L])));
        new AppendConfidence([new ScoreHead("a", "y", ScoreKind.Indices) { Classes = 5 }], Everything).Apply(model);
        using var ort = new Ort(model);
        var found = ort.Run(("x", indices));
        Assert.Equal(!good, float.IsNaN(found["taint_a"].Span<float>()[0]));
        Assert.Equal([1, 3, 0, 1], found["area_a"].Span<long>()[..4].ToArray());
        Assert.DoesNotContain("margin_sum_a", found.Keys);
    }

    [Fact]
    public void AfterAppendClassMap_BothAgree()
    {
        var head = new ScoreHead("a", "y", ScoreKind.PerClass);
        var scores = Scores(head, 6, 18, 24);
        var model = Echo(scores);
        new AppendClassMap([head]).Apply(model);
        new AppendConfidence([head], Everything).Apply(model);
        Verifier.Verify(model);
        using var ort = new Ort(model);
        var found = ort.Run(("x", scores));
        var expected = new Expected(head, scores, 1.5f, 3, 4);
        Compare(expected, found, head);
        Assert.Equal(expected.Classes, found["classes_a"].Span<byte>().ToArray());
    }

    [Theory]
    [InlineData("espnet-camvid")]
    [InlineData("field")]
    public void OfARealModel_TheScoresKeepTheirBits_AndTheNumbersAreTheirs(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        var input = model.Graph.FreeInputs.Single();
        var output = model.Graph.Outputs.Single().Name;
        var picture = Small.Random(8, input.Shape!.Sizes());
        using var before = new Ort(model);
        var scores = before.Run((input.Name, picture))[output];
        var head = new ScoreHead("a", output, ScoreKind.PerClass);
        new AppendConfidence([head], Everything with { Grid = (24, 40) }).Apply(model);
        using var after = new Ort(model);
        var found = after.Run((input.Name, picture));
        Small.AssertSameBits(scores, found[output], name);
        Compare(new Expected(head, scores, 1.5f, 24, 40), found, head);
    }

    public static TheoryData<long[], ScoreHead, string> Refusals() => new()
    {
        { [2, 3, 4, 5], new("a", "y", ScoreKind.PerClass), "has batch 2; expected 1. Run SetBatch first." },
        { [1, 3, -1, 5], new("a", "y", ScoreKind.PerClass), "is ? x 5 pixels" },
        { [1, 2, 4096, 4096], new("a", "y", ScoreKind.PerClass), "below 2^24" },
        { [1, 3, 4, 5], new("a", "y", ScoreKind.PerClass) { Content = (0, 1, 4, 5) }, "content (0, 1, 4, 5) lies outside the 4 x 5 pixels" },
        { [1, 3, 4, 5], new("a", "y", ScoreKind.Binary), "has 3 channels, expected 1 for Binary" },
        { [1, 3, 4, 5], new("taken", "y", ScoreKind.PerClass), "two values 'area_taken'" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void WhatCannotBe_IsRefusedByName_AndTheModelIsAsBefore(long[] dimensions, ScoreHead head, string message)
    {
        var model = Small.Model(b =>
        {
            b.Output("y", b.Input("x", ElementType.Float, Shape.Of(dimensions.Select(d => d < 0 ? Dim.Unknown : d))));
            b.Output("area_taken", b.Graph.Inputs[0]);
        });
        var before = OnnxWriter.ToBytes(model);
        Assert.Contains(message, Assert.Throws<OnnxException>(() => new AppendConfidence([head], Everything).Apply(model)).Message);
        Assert.True(before.AsSpan().SequenceEqual(OnnxWriter.ToBytes(model)));
    }

    private static Model Echo(Tensor like) => Small.Model(b => b.Output("y", b.Input("x", ElementType.Float, like.Shape)));

    private static Tensor Scores(ScoreHead head, int channels, int height, int width)
    {
        long[] dimensions = head.ChannelsLast ? [1, height, width, channels] : [1, channels, height, width];
        var random = Small.Random(6, dimensions);
        // Some ties, and with probabilities the ends of their range.
        var values = Array.ConvertAll(random.ToFloats(), v => MathF.Abs(v) < 0.2f ? 0 : v);
        if (head.Probabilities) values = Array.ConvertAll(values, v => MathF.Abs(v) > 3.8f ? (v > 0 ? 1 : 0) : 1 / (1 + MathF.Exp(-v)));
        return Tensor.Of<float>(values, dimensions);
    }

    private static void Compare(Expected expected, Dictionary<string, Tensor> found, ScoreHead head)
    {
        Assert.Equal(0, found[$"taint_{head.Name}"].Span<float>()[0]);
        Assert.Equal(expected.Area, found[$"area_{head.Name}"].Span<long>().ToArray());
        AssertNear(expected.MarginSum, found[$"margin_sum_{head.Name}"]);
        AssertNear(expected.ConfidenceSum, found[$"confidence_sum_{head.Name}"]);
        AssertNear(expected.Margins, found[$"margin_{head.Name}"]);
        AssertNear(expected.Grid, found[$"margin_grid_{head.Name}"]);
        Assert.Equal(expected.Low, found[$"low_{head.Name}"].Span<long>()[0]);
    }

    // Float sums of up to 246 thousand numbers: relative 2e-5.
    private static void AssertNear(double[] expected, Tensor found)
    {
        Assert.Equal(expected.Length, found.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            var value = found.Span<float>()[i];
            Assert.True(Math.Abs(expected[i] - value) <= 2e-5 * (Math.Abs(expected[i]) + 1), $"[{i}] expected {expected[i]}, found {value}");
        }
    }

    /// <summary>The same in loops and doubles.</summary>
    private sealed class Expected
    {
        public Expected(ScoreHead head, Tensor scores, float low, int rows, int columns)
        {
            var at = scores.Span<float>().ToArray();
            var dimensions = scores.Dimensions.Select(d => (int)d).ToArray();
            var (channels, height, width) = head.ChannelsLast ? (dimensions[3], dimensions[1], dimensions[2]) : (dimensions[1], dimensions[2], dimensions[3]);
            var pixels = height * width;
            var classes = Math.Max(2, channels);
            var (top, left, contentHeight, contentWidth) = head.Content ?? (0, 0, height, width);
            (Area, MarginSum, ConfidenceSum, Grid) = (new long[classes], new double[classes], new double[classes], new double[rows * columns]);
            (Classes, Margins) = (new byte[pixels], new double[pixels]);
            for (var p = 0; p < pixels; p++)
            {
                var of = Enumerable.Range(0, channels).Select(c => at[head.ChannelsLast ? (p * channels) + c : (c * pixels) + p]).ToArray();
                (Classes[p], Margins[p]) = Decode(head, of);
                int y = (p / width) - top, x = (p % width) - left;
                if (y < 0 || x < 0 || y >= contentHeight || x >= contentWidth) continue;
                Area[Classes[p]]++;
                MarginSum[Classes[p]] += Margins[p];
                ConfidenceSum[Classes[p]] += 1 / (1 + Math.Exp(-Margins[p]));
                if ((float)Margins[p] < low) Low++;
                double cellHeight = (double)contentHeight / rows, cellWidth = (double)contentWidth / columns;
                for (var r = (int)(y / cellHeight); r < Math.Min(rows, (y + 1) / cellHeight); r++)
                    for (var c = (int)(x / cellWidth); c < Math.Min(columns, (x + 1) / cellWidth); c++)
                        Grid[(r * columns) + c] += Overlap(y, r, cellHeight) * Overlap(x, c, cellWidth) * Margins[p] / (cellHeight * cellWidth);
            }
        }

        public byte[] Classes { get; }

        public double[] Margins { get; }

        public long[] Area { get; }

        public double[] MarginSum { get; }

        public double[] ConfidenceSum { get; }

        public double[] Grid { get; }

        public long Low { get; }

        private static (byte Class, double Margin) Decode(ScoreHead head, float[] of)
        {
            if (head.Kind == ScoreKind.Binary)
            {
                var bound = LogRatio(head.Threshold, 1 - head.Threshold);
                var logit = head.Probabilities ? LogRatio(of[0], 1 - of[0]) : of[0];
                return ((byte)(head.Probabilities ? of[0] > head.Threshold ? 1 : 0 : of[0] > (float)bound ? 1 : 0), Math.Abs(logit - bound));
            }
            var best = Array.IndexOf(of, of.Max());
            var second = of.Where((_, c) => c != best).Max();
            return ((byte)best, head.Probabilities ? LogRatio(of[best], second) : of[best] - second);
        }

        private static double LogRatio(float p, float q) => Math.Log((double)MathF.Max(p, 1e-7f) / MathF.Max(q, 1e-7f));

        private static double Overlap(int pixel, int cell, double size) =>
            Math.Max(0, Math.Min(pixel + 1, (cell + 1) * size) - Math.Max(pixel, cell * size));
    }
}

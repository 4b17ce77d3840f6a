using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class AppendClassMapTests
{
    [Theory]
    [InlineData(2, false, false, 13)]
    [InlineData(3, false, false, 13)]
    [InlineData(6, false, false, 18)]
    [InlineData(12, false, false, 13)]
    [InlineData(12, true, false, 13)]
    [InlineData(2, true, false, 13)]
    [InlineData(70, false, false, 13)]
    [InlineData(256, true, false, 13)]
    [InlineData(2, false, true, 13)]
    [InlineData(2, true, true, 13)]
    [InlineData(7, false, true, 13)]
    public void ScoresPerClass_TheLargestWins_TheLowerIndexInATie(int classes, bool channelsLast, bool atTheEdge, int opset)
    {
        long[] dimensions = channelsLast ? [2, 9, 11, classes] : [2, classes, 9, 11];
        var model = Echo(dimensions, opset);
        var head = new ScoreHead("a", "y", ScoreKind.PerClass) { ChannelsLast = channelsLast };
        Assert.True(new AppendClassMap([head]) { UInt8OnlyAtTheEdge = atTheEdge }.Apply(model));
        Verifier.Verify(model);

        var random = new Random(4);
        // Whole numbers 0..3: nearly every pixel has a tie.
        var scores = new float[2 * classes * 99];
        for (var i = 0; i < scores.Length; i++) scores[i] = random.Next(4);
        using var ort = new Ort(model);
        var found = ort.Run(("x", Tensor.Of<float>(scores, dimensions)))["classes_a"];

        Assert.Equal([2, 9, 11], found.Dimensions);
        for (var n = 0; n < 2; n++)
            for (var p = 0; p < 99; p++)
            {
                var best = 0;
                for (var c = 1; c < classes; c++)
                    if (At(n, c, p) > At(n, best, p)) best = c;
                Assert.Equal(best, found.Span<byte>()[(n * 99) + p]);
            }

        float At(int n, int c, int p) => scores[channelsLast ? (((n * 99) + p) * classes) + c : (((n * classes) + c) * 99) + p];
    }

    [Theory]
    [InlineData(false, 0.42f, false)]
    [InlineData(true, 0.5f, false)]
    [InlineData(true, 0.3f, true)]
    public void ABinaryScore_IsClass1AboveItsThreshold_AndNotAtIt(bool probabilities, float threshold, bool channelsLast)
    {
        var model = Echo(channelsLast ? [1, 2, 3, 1] : [1, 1, 2, 3]);
        var head = new ScoreHead("a", "y", ScoreKind.Binary) { Probabilities = probabilities, Threshold = threshold, ChannelsLast = channelsLast };
        new AppendClassMap([head]).Apply(model);
        var at = probabilities ? threshold : MathF.Log(threshold / (1 - threshold));
        float[] scores = [at, MathF.BitIncrement(at), MathF.BitDecrement(at), -9, 9, 0];
        using var ort = new Ort(model);
        var found = ort.Run(("x", Tensor.Of<float>(scores, [.. model.Graph.Inputs[0].Shape!.Sizes()])))["classes_a"];
        Assert.Equal([1, 2, 3], found.Dimensions);
        Assert.Equal(scores.Select(s => (byte)(s > at ? 1 : 0)), found.Span<byte>().ToArray());
    }

    [Theory]
    [InlineData(ElementType.Int64, 2)]
    [InlineData(ElementType.Int64, 3)]
    [InlineData(ElementType.Float, 4)]
    public void ClassIndices_AreOnlyCast(ElementType type, int rank)
    {
        long[] dimensions = rank switch { 2 => [2, 3], 3 => [1, 2, 3], _ => [1, 1, 2, 3] };
        var model = Small.Model(b => b.Output("y", b.Input("x", type, Shape.Of(dimensions))));
        new AppendClassMap([new ScoreHead("a", "y", ScoreKind.Indices) { Classes = 9 }]).Apply(model);
        Verifier.Verify(model);
        var indices = type == ElementType.Int64 ? Tensor.Of<long>([0, 3, 8, 1, 2, 5], dimensions) : Tensor.Of<float>([0, 3, 8, 1, 2, 5], dimensions);
        using var ort = new Ort(model);
        var found = ort.Run(("x", indices))["classes_a"];
        Assert.Equal([1, 2, 3], found.Dimensions);
        Assert.Equal(new byte[] { 0, 3, 8, 1, 2, 5 }, found.Span<byte>().ToArray());
    }

    [Theory]
    [InlineData("mlnd-lane")]
    [InlineData("espnet-camvid")]
    [InlineData("lwnet-vessels")]
    [InlineData("field")]
    public void OfARealModel_TheScoresKeepTheirBits_AndTheMapIsTheirs(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        var input = model.Graph.FreeInputs.Single();
        var output = model.Graph.Outputs.Single();
        var picture = Small.Random(8, input.Shape!.Sizes());
        using var before = new Ort(model);
        var expected = before.Run((input.Name, picture))[output.Name];
        var binary = name is "mlnd-lane" or "lwnet-vessels";
        var isMlnd = name == "mlnd-lane";
        var head = new ScoreHead("a", output.Name, binary ? ScoreKind.Binary : ScoreKind.PerClass) { ChannelsLast = isMlnd, Probabilities = isMlnd };
        new AppendClassMap([head]).Apply(model);
        using var after = new Ort(model);
        var found = after.Run((input.Name, picture));

        Small.AssertSameBits(expected, found[output.Name], name);
        var scores = expected.Span<float>();
        var map = found["classes_a"].Span<byte>();
        for (var p = 0; p < map.Length; p++)
        {
            var best = 0;
            if (binary) best = scores[p] > (head.Probabilities ? 0.5f : 0) ? 1 : 0;
            else
                for (var c = 1; c < expected.Dimensions[1]; c++)
                    if (scores[(c * map.Length) + p] > scores[(best * map.Length) + p]) best = c;
            Assert.Equal(best, map[p]);
        }
    }

    [Fact]
    public void EachHead_HasItsMap()
    {
        var model = Small.Model(b =>
        {
            var x = b.Input("x", ElementType.Float, [1L, 4L, 2L, 2L]);
            b.Output("near", b.Slice(x, [0], [2], [1]));
            b.Output("far", b.Slice(x, [2], [4], [1]));
        });
        new AppendClassMap([new ScoreHead("a", "near", ScoreKind.PerClass), new ScoreHead("b", "far", ScoreKind.PerClass)]).Apply(model);
        using var ort = new Ort(model);
        var found = ort.Run(("x", Tensor.Of<float>([1, 2, 3, 4, 2, 1, 3, 5, 0, 0, 0, 0, 1, -1, 1, -1], 1, 4, 2, 2)));
        Assert.Equal(new byte[] { 1, 0, 0, 1 }, found["classes_a"].Span<byte>().ToArray());
        Assert.Equal(new byte[] { 1, 0, 1, 0 }, found["classes_b"].Span<byte>().ToArray());
    }

    public static TheoryData<string, ScoreHead, string> Refusals() => new()
    {
        { "no such output", new("a", "elsewhere", ScoreKind.PerClass), "has no value 'elsewhere'" },
        { "channels", new("a", "y", ScoreKind.Binary), "has 4 channels, expected 1 for Binary" },
        { "one class", new("a", "y", ScoreKind.PerClass) { ChannelsLast = true }, "1 classes" },
        { "indices without a number", new("a", "i", ScoreKind.Indices), "0 classes" },
        { "type", new("a", "i", ScoreKind.PerClass), "holds no scores; expected a floating type" },
        { "axes", new("a", "v", ScoreKind.PerClass), "expected four axes" },
        { "name", new("taken", "y", ScoreKind.PerClass), "two values 'classes_taken'" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void WhatCannotBe_IsRefusedByName_AndTheModelIsAsBefore(string what, ScoreHead head, string message)
    {
        var model = Small.Model(b =>
        {
            var x = b.Output("y", b.Input("x", ElementType.Float, [1L, 4L, 5L, 1L]));
            b.Output("i", b.Op("ArgMax", [x], SegEdge.Onnx.Attribute.Of("axis", 1)));
            b.Output("v", b.Squeeze(x, 3));
            b.Output("classes_taken", x);
        });
        var before = OnnxWriter.ToBytes(model);
        Assert.Contains(message, Assert.Throws<OnnxException>(() => new AppendClassMap([head]).Apply(model)).Message);
        Assert.True(before.AsSpan().SequenceEqual(OnnxWriter.ToBytes(model)), what);
    }

    private static Model Echo(long[] dimensions, long opset = 13) =>
        Small.Model(b => b.Output("y", b.Input("x", ElementType.Float, Shape.Of(dimensions))), opset);
}

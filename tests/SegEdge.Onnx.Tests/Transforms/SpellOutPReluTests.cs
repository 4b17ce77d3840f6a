using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class SpellOutPReluTests
{
    [Theory]
    [InlineData("Max", -2f, -0.5f, 0.25f, 1f)]
    [InlineData("Where", -2f, 0.5f, 1.5f, 0f)]
    public void Numbers_StayEqual(string by, params float[] slopes)
    {
        float[] values = [0, -0f, 1, -1, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, 3.25f, -7.75f, 1e-20f, -1e20f];
        var x = Tensor.Of<float>([.. slopes.SelectMany(_ => values)], 1, slopes.Length, values.Length);
        var model = new Model(new Graph("slopes")) { Opset = 16 };
        var b = new GraphBuilder(model, "test");
        b.Output("y", b.Op("PRelu", b.Input("x", ElementType.Float, x.Shape), b.Const(Tensor.Of<float>(slopes, slopes.Length, 1))));
        using var before = new Ort(model, optimize: false);
        var expected = before.Run(("x", x))["y"].ToFloats();

        Assert.True(new SpellOutPRelu().Apply(model));

        Verifier.Verify(model);
        Assert.Contains(model.Graph.Nodes, n => n.Is(by));
        using var after = new Ort(model, optimize: false);
        Assert.Equal(expected, after.Run(("x", x))["y"].ToFloats());
    }

    [Theory]
    [InlineData("twinlitenet")]
    [InlineData("espnet-camvid")]
    public void RealModels_KeepTheirOutputs_BitForBit(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        Shapes.Infer(model);
        var input = model.Graph.FreeInputs.Single();
        var x = Random(input.Shape!.Sizes());
        using var before = new Ort(model);
        var expected = before.Run((input.Name, x));
        new UpgradeOpset().Apply(model);

        Assert.True(new SpellOutPRelu().Apply(model));

        Verifier.Verify(model);
        Assert.DoesNotContain(model.Graph.Nodes, n => n.Is("PRelu"));
        using var after = new Ort(model);
        foreach (var (output, found) in after.Run((input.Name, x))) Assert.True(expected[output].Raw.Span.SequenceEqual(found.Raw.Span), output);
    }

    [Fact]
    public void WithoutPRelu_NothingChanges()
    {
        var model = new Model(new Graph("plain")) { Opset = 16 };
        var b = new GraphBuilder(model, "test");
        b.Output("y", b.Op("Relu", b.Input("x", ElementType.Float, Shape.Of([2L]))));

        Assert.False(new SpellOutPRelu().Apply(model));
    }

    private static Tensor Random(long[] sizes)
    {
        var random = new Random(3);
        return Tensor.Of<float>([.. Enumerable.Range(0, (int)sizes.Aggregate(1L, (a, s) => a * s)).Select(_ => random.NextSingle())], sizes);
    }
}

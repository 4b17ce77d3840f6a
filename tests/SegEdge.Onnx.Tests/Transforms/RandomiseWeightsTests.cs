using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class RandomiseWeightsTests
{
    [Fact]
    public void SameMoments_KeepsMeanAndDeviation_AndChangesTheNumbers()
    {
        var model = Network();
        var before = Weights(model);
        Assert.True(new RandomiseWeights(5).Apply(model));
        Verifier.Verify(model);
        foreach (var ((where, old), (_, now)) in before.Zip(Weights(model)))
        {
            Assert.Equal(old.Shape, now.Shape);
            Assert.False(old.Raw.Span.SequenceEqual(now.Raw.Span), where);
            double[] a = old.ToDoubles(), b = now.ToDoubles();
            Assert.Equal(a.Average(), b.Average(), 5);
            Assert.Equal(Deviation(a), Deviation(b), 5);
        }
    }

    [Fact]
    public void Variances_StayPositive() =>
        Assert.All(Enumerable.Range(0, 20), seed =>
        {
            var model = Network();
            new RandomiseWeights(seed).Apply(model);
            Assert.All(model.Graph.Nodes.Single(n => n.Is("BatchNormalization")).Input(4).Constant!.ToDoubles(), v => Assert.True(v > 0));
        });

    [Fact]
    public void Shuffled_KeepsEveryNumber()
    {
        var model = Network();
        var before = Weights(model);
        new RandomiseWeights(5, WeightDraw.Shuffled).Apply(model);
        foreach (var ((_, old), (_, now)) in before.Zip(Weights(model)))
            Assert.Equal(old.ToDoubles().Order(), now.ToDoubles().Order());
    }

    [Fact]
    public void Initial_IsAsBeforeTraining()
    {
        var model = Network();
        var before = Weights(model).ToDictionary(w => w.Where, w => w.Tensor);
        new RandomiseWeights(5, WeightDraw.Initial).Apply(model);
        var now = Weights(model).ToDictionary(w => w.Where, w => w.Tensor.ToDoubles());
        Assert.Equal(Math.Sqrt(2.0 / 27), Deviation(now["Conv 0 1"]), 4);
        Assert.Equal(Math.Sqrt(2.0 / 4), Deviation(now["MatMul 4 1"]), 4);
        Assert.All(now["Conv 0 2"], v => Assert.Equal(0, v));
        Assert.All(now["BatchNormalization 2 1"], v => Assert.Equal(1, v));
        Assert.Equal(before["BatchNormalization 2 3"].ToDoubles(), now["BatchNormalization 2 3"]);
        Assert.Equal(before["BatchNormalization 2 4"].ToDoubles(), now["BatchNormalization 2 4"]);
    }

    [Fact]
    public void NLayers_AreTheLastN_AndTheSameOnesWhateverNIs()
    {
        Assert.Equal(["MatMul", "Conv", "Conv"], RandomiseWeights.Layers(Network()).Select(n => n.OpType));
        var original = Weights(Network());
        var all = Weights(Changed(5, null));
        foreach (var (layers, changed) in new[] { (0, 0), (1, 1), (2, 7), (3, 9) })
        {
            var now = Weights(Changed(5, layers));
            // The last ones in the graph's order.
            for (var i = 0; i < now.Count; i++)
                Small.AssertSameBits((i >= now.Count - changed ? all : original)[i].Tensor, now[i].Tensor, $"{layers} layers, {now[i].Where}");
        }
    }

    [Fact]
    public void TheSeed_DecidesTheNumbers()
    {
        Assert.Equal(OnnxWriter.ToBytes(Changed(5, null)), OnnxWriter.ToBytes(Changed(5, null)));
        Assert.NotEqual(OnnxWriter.ToBytes(Changed(5, null)), OnnxWriter.ToBytes(Changed(6, null)));
    }

    [Fact]
    public void ASharedTensor_StaysShared()
    {
        var model = Small.Model(b =>
        {
            var w = b.Const(Small.Random(1, 3, 3));
            b.Output("y", b.MatMul(b.MatMul(b.Input("x", ElementType.Float, [2L, 3L]), w), w));
        });
        new RandomiseWeights(5).Apply(model);
        Assert.Single(model.Graph.Initializers);
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ARealModel_RunsOn_AndForgets(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        new UpgradeOpset().Apply(model);
        new FoldConstants().Apply(model);
        var input = model.Graph.FreeInputs.Single();
        var picture = Small.Random(2, input.Shape!.Sizes());
        using var before = new Ort(model);
        Assert.True(new RandomiseWeights(5).Apply(model));
        Verifier.Verify(model);
        using var after = new Ort(model);
        var found = after.Run((input.Name, picture));
        foreach (var (output, expected) in before.Run((input.Name, picture)))
        {
            Assert.All(found[output].ToFloats(), v => Assert.True(float.IsFinite(v)));
            Assert.False(expected.Raw.Span.SequenceEqual(found[output].Raw.Span), output);
        }
    }

    [Fact]
    public void AModelWithoutFloatingWeights_IsRefused()
    {
        var model = Small.Model(b => b.Output("y", b.Mul(b.Input("x", ElementType.Float, [2L]), b.Const(Small.Random(1, 2)))));
        Assert.Contains("has no floating weights of Conv, ConvTranspose", Assert.Throws<OnnxException>(() => new RandomiseWeights(1).Apply(model)).Message);
    }

    [Fact]
    public void MoreLayersThanThereAre_AreRefused() =>
        Assert.Contains("4 layers of 3; expected 0 to 3", Assert.Throws<OnnxException>(() => Changed(1, 4)).Message);

    private static Model Changed(int seed, int? layers)
    {
        var model = Network();
        new RandomiseWeights(seed, layers: layers).Apply(model);
        return model;
    }

    private static Model Network() => Small.Model(b =>
    {
        var x = b.Op("Conv", b.Input("x", ElementType.Float, [1L, 3L, 6L, 6L]), b.Const(Small.Random(1, 5, 3, 3, 3)), b.Const(Small.Random(2, 5)));
        x = b.Op("Conv", x, b.Const(Small.Random(3, 4, 5, 1, 1)));
        var variance = Tensor.Of<float>([0.5f, 1, 2, 0.01f], 4);
        x = b.Op("BatchNormalization", x, b.Const(Small.Random(4, 4)), b.Const(Small.Random(5, 4)), b.Const(Small.Random(6, 4)), b.Const(variance));
        x = b.Op("PRelu", x, b.Const(Small.Random(7, 4, 1, 1)));
        b.Output("y", b.MatMul(b.Mul(x, b.Const(Small.Random(8, 4, 1, 1))), b.Const(Small.Random(9, 4, 6))));
    });

    // "OPERATOR NODE INPUT" and the numbers, in the graph's order; the factor of Mul is none.
    private static List<(string Where, Tensor Tensor)> Weights(Model model) =>
        [.. model.Graph.Nodes.Where(n => !n.Is("Mul")).SelectMany((n, at) => n.Inputs.Select((v, i) => (Where: $"{n.OpType} {at} {i}", v?.Constant)))
            .Where(w => w.Constant is not null).Select(w => (w.Where, w.Constant!))];

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}

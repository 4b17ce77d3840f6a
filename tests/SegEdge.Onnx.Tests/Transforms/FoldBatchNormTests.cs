using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using A = SegEdge.Onnx.Attribute;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class FoldBatchNormTests
{
    // Of the largest output; measured: at most 3.5e-6, of a real model.
    private const double Bound = 1e-5;

    private static readonly Dictionary<string, (bool Folds, Func<Model> Model)> Table = new()
    {
        ["convolution"] = (true, () => Of([2, 3, 8, 9], (b, x) => Norm(b, b.Op("Conv", [x, W(b, 4, 3, 3, 3), W(b, 4)], A.Of("pads", [1, 1, 1, 1])), 4))),
        ["convolution without bias, strided, grouped"] = (true, () => Of([2, 4, 8, 9], (b, x) =>
            Norm(b, b.Op("Conv", [x, W(b, 6, 2, 3, 3)], A.Of("group", 2), A.Of("strides", [2, 2])), 6))),
        ["depthwise convolution"] = (true, () => Of([2, 4, 8, 9], (b, x) => Norm(b, b.Op("Conv", [x, W(b, 4, 1, 3, 3)], A.Of("group", 4)), 4))),
        ["transposed convolution"] = (true, () => Of([2, 3, 8, 9], (b, x) => Norm(b, b.Op("ConvTranspose", [x, W(b, 3, 4, 2, 2), W(b, 4)], A.Of("strides", [2, 2])), 4))),
        ["transposed convolution, grouped"] = (true, () => Of([2, 6, 5, 5], (b, x) => Norm(b, b.Op("ConvTranspose", [x, W(b, 6, 2, 3, 3)], A.Of("group", 3)), 6))),
        ["gemm"] = (true, () => Of([5, 3], (b, x) => Norm(b, b.Op("Gemm", [x, W(b, 3, 4), W(b, 4)], A.Of("alpha", 0.5f), A.Of("beta", 2f)), 4))),
        ["gemm, transposed, scalar bias"] = (true, () => Of([5, 3], (b, x) =>
            Norm(b, b.Op("Gemm", [x, W(b, 4, 3), b.Const(Tensor.Scalar(ElementType.Float, 0.3))], A.Of("transB", 1), A.Of("beta", 3f)), 4))),
        ["in front of an unpadded convolution"] = (true, () => Of([2, 4, 8, 9], (b, x) => b.Op("Conv", [Norm(b, x, 4), W(b, 6, 2, 3, 3), W(b, 6)], A.Of("group", 2)))),
        ["in front of a padded convolution"] = (false, () => Of([2, 4, 8, 9], (b, x) => b.Op("Conv", [Norm(b, x, 4), W(b, 6, 4, 3, 3)], A.Of("pads", [1, 1, 1, 1])))),
        ["in front of one padded by auto_pad"] = (false, () => Of([2, 4, 8, 9], (b, x) => b.Op("Conv", [Norm(b, x, 4), W(b, 6, 4, 3, 3)], A.Of("auto_pad", "SAME_UPPER")))),
        ["behind Relu"] = (false, () => Of([2, 3, 8, 9], (b, x) => Norm(b, b.Op("Relu", b.Op("Conv", x, W(b, 4, 3, 3, 3))), 4))),
        ["a convolution that is read twice"] = (false, () => Of([2, 3, 8, 9], (b, x) => b.Op("Conv", x, W(b, 4, 3, 3, 3)) is var y ? b.Add(y, Norm(b, y, 4)) : y)),
        ["a convolution that is an output"] = (false, () => Of([2, 3, 8, 9], (b, x) =>
        {
            var y = b.Op("Conv", x, W(b, 4, 3, 3, 3));
            b.Graph.Outputs.Add(y);
            return Norm(b, y, 4);
        })),
        ["a gemm whose bias is a matrix"] = (false, () => Of([5, 3], (b, x) => Norm(b, b.Op("Gemm", x, W(b, 3, 4), W(b, 5, 4)), 4))),
        ["two in a row, the first read twice"] = (true, () => Of([2, 3, 8, 9], (b, x) =>
            Norm(b, b.Op("Conv", x, W(b, 4, 3, 3, 3)), 4) is var y ? b.Add(y, Norm(b, y, 4)) : y)),
        ["a weight that two share"] = (true, () => Of([2, 3, 8, 9], (b, x) =>
            W(b, 4, 3, 3, 3) is var w ? b.Add(b.Op("Conv", x, w), Norm(b, b.Op("Conv", x, w), 4)) : x)),
    };

    public static TheoryData<string> Cases() => [.. Table.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void EachCase_IsFoldedOrLeft_AndComputesTheSame(string name)
    {
        var model = Table[name].Model();
        var norms = model.Graph.Nodes.Count(n => n.Is("BatchNormalization"));
        AssertSame(model, m => Assert.Equal(Table[name].Folds, new FoldBatchNorm().Apply(m)));
        Assert.Equal(norms - (Table[name].Folds ? 1 : 0), model.Graph.Nodes.Count(n => n.Is("BatchNormalization")));
    }

    [Theory]
    [InlineData("twinlitenet", 13, 7)]
    [InlineData("espnet-camvid", 18, 17)]
    [InlineData("lwnet-vessels", 24, 24)]
    [InlineData("mlnd-lane", 1, 0)]
    public void OfARealModel_WhatIsLeft_CannotBeFolded(string name, int before, int after)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        new UpgradeOpset().Apply(model);
        new FoldConstants().Apply(model);
        Assert.Equal(before, model.Graph.Nodes.Count(n => n.Is("BatchNormalization")));
        AssertSame(model, m => new FoldBatchNorm().Apply(m));
        Assert.Equal(after, model.Graph.Nodes.Count(n => n.Is("BatchNormalization")));
    }

    [Fact]
    public void WeightsThatACallerMayGive_AreLeft()
    {
        var model = Table["convolution"].Model();
        model.Graph.Inputs.Add(model.Graph.Initializers[0]);
        Assert.False(new FoldBatchNorm().Apply(model));
    }

    private static void AssertSame(Model model, Action<Model> apply)
    {
        var input = model.Graph.FreeInputs.Single();
        var picture = Small.Random(2, input.Shape!.Sizes());
        using var before = new Ort(model, optimize: false);
        apply(model);
        Verifier.Verify(model);
        using var after = new Ort(model, optimize: false);
        var found = after.Run((input.Name, picture));
        foreach (var (output, expected) in before.Run((input.Name, picture)))
        {
            float[] y = expected.ToFloats(), z = found[output].ToFloats();
            var largest = y.Max(MathF.Abs);
            Assert.InRange(y.Zip(z, (a, b) => MathF.Abs(a - b)).Max() / largest, 0, Bound);
        }
    }

    private static Model Of(long[] shape, Func<GraphBuilder, Value, Value> build) =>
        Small.Model(b => b.Output("y", build(b, b.Input("x", ElementType.Float, Shape.Of(shape)))));

    private static Value W(GraphBuilder b, params long[] dimensions) => b.Const(Small.Random(31 + dimensions.Length, dimensions));

    private static Value Norm(GraphBuilder b, Value x, int channels)
    {
        var variance = Array.ConvertAll(Small.Random(7, channels).ToFloats(), v => MathF.Abs(v) + 0.1f);
        return b.Op("BatchNormalization", [x, b.Const(Small.Random(4, channels)), b.Const(Small.Random(5, channels)), b.Const(Small.Random(6, channels)),
            b.Const(Tensor.Of<float>(variance, channels))], A.Of("epsilon", 1e-3f));
    }
}

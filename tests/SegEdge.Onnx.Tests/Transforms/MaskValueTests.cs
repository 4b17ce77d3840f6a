using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using SegEdge.Testing.Architectures;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class MaskValueTests
{
    private static readonly Tensor X = Small.Random(1, 1, 3, 5, 4);

    [Fact]
    public void TheFace_GetsOneMoreInput_AndTheOutputsKeepTheirNames()
    {
        var model = Network();
        Assert.True(new MaskValue("layer", "mask").Apply(model));
        Verifier.Verify(model);
        Assert.Equal(["'x' Float [1, 3, 5, 4]", "'mask' Float [1, 1, 5, 4]"], model.Graph.Inputs.Select(i => i.ToString()));
        Assert.Equal(["y", "layer"], model.Graph.Outputs.Select(o => o.Name));
    }

    [Fact]
    public void OfOnes_LeavesEveryOutputsBits()
    {
        var model = Network();
        using var before = new Ort(model, optimize: false);
        new MaskValue("layer", "mask").Apply(model);
        using var after = new Ort(model, optimize: false);
        var found = after.Run(("x", X), ("mask", Filled(1, 5, 4)));
        foreach (var (output, expected) in before.Run(("x", X))) Small.AssertSameBits(expected, found[output], output);
    }

    [Theory]
    [InlineData("unet")]
    [InlineData("deeplab")]
    [InlineData("segformer")]
    public void OfOnes_LeavesTheBitsOfANetwork_WhicheverLayerItLiesOn(string architecture)
    {
        var picture = Architecture.Picture(3);
        using var before = new Ort(Architecture.Build(architecture), optimize: false);
        var expected = before.Run((Architecture.InputName, picture))["logits"];
        foreach (var layer in Planes(Architecture.Build(architecture)))
        {
            var model = Architecture.Build(architecture);
            new MaskValue(layer, "mask").Apply(model);
            Verifier.Verify(model);
            using var after = new Ort(model, optimize: false);
            var sizes = model.Graph.Find(layer).Shape!.Sizes();
            Small.AssertSameBits(expected, after.Run((Architecture.InputName, picture), ("mask", Filled(1, sizes[2], sizes[3])))["logits"], layer);
        }
    }

    [Theory]
    [InlineData("unet")]
    [InlineData("deeplab")]
    [InlineData("segformer")]
    public void OfZeros_IsTheNetworkWithoutTheLayer(string architecture)
    {
        var picture = Architecture.Picture(4);
        foreach (var layer in Planes(Architecture.Build(architecture)).Where(l => l != "logits"))
        {
            var (masked, without) = (Architecture.Build(architecture), Architecture.Build(architecture));
            new MaskValue(layer, "mask").Apply(masked);
            var shape = masked.Graph.Find(layer).Shape!;
            var nothing = new GraphBuilder(without, "without").Const(Tensor.Of<float>(new float[shape.Elements!.Value], shape.Sizes()));
            without.Graph.ReplaceUses(without.Graph.Find(layer), nothing);
            new RemoveUnused().Apply(without);
            using Ort found = new(masked, optimize: false), expected = new(without, optimize: false);
            (string, Tensor)[] inputs = without.Graph.FreeInputs.Any() ? [(Architecture.InputName, picture)] : [];
            Assert.Equal(
                expected.Run(inputs)["logits"].ToFloats(),
                found.Run((Architecture.InputName, picture), ("mask", Filled(0, shape.Sizes()[2], shape.Sizes()[3])))["logits"].ToFloats());
        }
    }

    [Fact]
    public void AMask_ScalesEachPlace_InAllChannelsAlike_ForEveryReader()
    {
        var model = Network();
        new MaskValue("layer", "mask").Apply(model);
        using var ort = new Ort(model, optimize: false);
        var mask = Small.Random(2, 1, 1, 5, 4);
        var found = ort.Run(("x", X), ("mask", mask));
        float[] x = X.ToFloats(), m = mask.ToFloats(), layer = found["layer"].ToFloats(), y = found["y"].ToFloats();
        for (var i = 0; i < x.Length; i++)
        {
            Assert.Equal(Math.Max(0, x[i]) * m[i % 20], layer[i], 1e-6);
            // One reader adds the layer, another its negative's exponential; x comes round it.
            Assert.Equal(layer[i] + Math.Exp(-layer[i]) + x[i], y[i], 1e-5 * Math.Max(1, Math.Abs(y[i])));
        }
    }

    [Fact]
    public void AReaderInsideASubgraph_SeesTheProduct()
    {
        var model = Small.Model(b =>
        {
            var layer = b.Op("Relu", b.Input("x", ElementType.Float, [1L, 3L, 5L, 4L]));
            layer.Name = "layer";
            b.Output("y", b.Op("If", [b.Const(Tensor.Scalar(ElementType.Bool, 1))], Attribute.Of("then_branch", Doubled("then", layer)), Attribute.Of("else_branch", Doubled("else", layer))));
        });
        new MaskValue("layer", "mask").Apply(model);
        Verifier.Verify(model);
        using var ort = new Ort(model);
        Assert.All(ort.Run(("x", X), ("mask", Filled(0, 5, 4)))["y"].ToFloats(), y => Assert.Equal(0, y));
    }

    [Theory]
    [InlineData("elsewhere", "mask", "has no value 'elsewhere'")]
    [InlineData("x", "mask", "'x' Float [1, 3, 5, 4] is no node's; expected a layer inside the network")]
    [InlineData("bias", "mask", "'bias' Float [4] is no node's")]
    [InlineData("mean", "mask", "'mean' Float [1, 3]: expected Float [N, C, H, W] with H and W known")]
    [InlineData("half", "mask", "'half' Float16 [1, 3, 5, 4]: expected Float [N, C, H, W]")]
    [InlineData("open", "mask", "with H and W known. Choose another layer")]
    [InlineData("layer", "y", "two values 'y'")]
    [InlineData("old opset", "mask", "opset 12")]
    public void WhatCannotBe_IsRefusedByName_AndTheModelIsAsBefore(string value, string mask, string message)
    {
        var model = Network(hides: value == "open");
        if (value == "old opset") (value, model.Opset) = ("layer", 12);
        var before = OnnxWriter.ToBytes(model);
        Assert.Contains(message, Assert.Throws<OnnxException>(() => new MaskValue(value, mask).Apply(model)).Message);
        Assert.Equal(before, OnnxWriter.ToBytes(model));
    }

    // y = layer + exp(-layer) + (x + bias), layer = relu(x), an output too.
    private static Model Network(bool hides = false) => Small.Model(b =>
    {
        var x = b.Input("x", ElementType.Float, [1L, 3L, hides ? Dim.Unknown : 5L, 4L]);
        var bias = b.Const(Tensor.Of<float>([0, 0, 0, 0], 4));
        var layer = b.Op("Relu", x);
        (bias.Name, layer.Name) = ("bias", "layer");
        b.Reduce("ReduceMean", layer, [2, 3], keepDims: false).Name = "mean";
        b.Cast(layer, ElementType.Float16).Name = "half";
        if (hides) b.Op("Abs", x).Name = "open";
        b.Output("y", b.Add(b.Add(layer, b.Op("Exp", b.Neg(layer))), b.Add(x, bias)));
        b.Graph.Outputs.Add(layer);
    });

    private static Graph Doubled(string name, Value value)
    {
        var branch = new Graph(name);
        var node = new Node("Add", [value, value], [new Value($"{name}/sum", ElementType.Float, value.Shape)]);
        branch.Nodes.Add(node);
        branch.Outputs.Add(node.Output);
        return branch;
    }

    private static string[] Planes(Model model)
    {
        Shapes.Infer(model);
        return [.. model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()
            .Where(v => v is { Type: ElementType.Float, Shape: { Rank: 4, IsStatic: true }, Constant: null }).Select(v => v.Name)];
    }

    private static Tensor Filled(float number, long height, long width)
    {
        var values = new float[height * width];
        values.AsSpan().Fill(number);
        return Tensor.Of<float>(values, 1, 1, height, width);
    }
}

using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using A = SegEdge.Onnx.Attribute;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class SetBatchTests
{
    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ARealModel_GivesForEachPictureOfABatch_TheBitsOfARunAlone(string name)
    {
        var model = OnnxReader.Read(SharedModels.Require(name));
        new UpgradeOpset().Apply(model);
        AssertBatchIsSingles(model, Dim.Named("N"), 2);
    }

    public static TheoryData<string> Cases() => [.. Table.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void EachCase_GivesForEachPictureOfABatch_TheBitsOfARunAlone(string name)
    {
        AssertBatchIsSingles(Table[name](), 3, 3);
        AssertBatchIsSingles(Table[name](), Dim.Named("N"), 4);
    }

    private static readonly Dictionary<string, Func<Model>> Table = new()
    {
        ["reshape to rows"] = () => Of([1, 4, 6], (b, x) => b.Op("Relu", b.Reshape(x, 1, -1))),
        ["reshape with 0"] = () => Of([1, 4, 6], (b, x) => b.Reshape(x, 0, 2, 12)),
        ["reshape with 0 and -1"] = () => Of([1, 4, 6], (b, x) => b.Reshape(x, 0, 0, 3, -1)),
        ["reshape whose batch is -1"] = () => Of([1, 4, 6], (b, x) => b.Reshape(x, -1, 24)),
        ["reshape with leading ones"] = () => Of([1, 4, 6], (b, x) => b.Squeeze(b.Reshape(x, 1, 1, 4, 6), 1)),
        ["flatten"] = () => Of([1, 4, 6], (b, x) => b.Op("Flatten", [x], A.Of("axis", 1))),
        ["batch and heads merged, as attention does"] = () => Of([1, 5, 6], (b, x) =>
        {
            var heads = b.Reshape(b.Transpose(b.Reshape(x, 1, 5, 2, 3), 0, 2, 1, 3), 2, 5, 3);
            var scores = b.Op("Softmax", [b.MatMul(heads, b.Transpose(heads, 0, 2, 1))], A.Of("axis", -1));
            return b.Reshape(b.Transpose(b.Reshape(b.MatMul(scores, heads), 1, 2, 5, 3), 0, 2, 1, 3), 1, 5, 6);
        }),
        ["batch moved and back"] = () => Of([1, 4, 6], (b, x) => b.Transpose(b.Op("Sigmoid", b.Unsqueeze(b.Transpose(x, 1, 0, 2), 1)), 2, 1, 0, 3)),
        ["channel shuffle"] = () => Of([1, 6, 2, 2], (b, x) => b.Reshape(b.Transpose(b.Reshape(x, 1, 2, 3, 2, 2), 0, 2, 1, 3, 4), 1, 6, 2, 2)),
        ["shape arithmetic"] = () => Of([1, 4, 6], (b, x) => b.Op("Reshape", x, b.Concat(0, b.Slice(b.Op("Shape", x), [0], [1], [0]), b.Ints(-1)))),
        ["resize by sizes"] = () => Of([1, 2, 4, 5], (b, x) => b.Op("Resize", [x, null, null, b.Ints(1, 2, 7, 11)], A.Of("mode", "linear"))),
        ["resize by sizes, opset 18"] = () => Of([1, 2, 4, 5], (b, x) => b.Op("Resize", [x, null, null, b.Ints(7, 11)], A.Of("mode", "linear"), A.Of("axes", [2, 3])), 18),
        ["resize by scales"] = () => Of([1, 2, 4, 5], (b, x) => b.Op("Resize", [x, null, b.Const(Tensor.Of<float>([1, 1, 2, 1.5f], 4))], A.Of("mode", "nearest"))),
        ["a class token"] = () => Of([1, 4, 6], (b, x) => b.Concat(1, b.Const(Small.Random(2, 1, 1, 6)), x, b.Const(Small.Random(3, 1, 2, 6)))),
        ["constants of lower rank"] = () => Of([1, 4, 6], (b, x) => b.Add(b.Mul(x, b.Const(Small.Random(2, 4, 1))), b.Const(Small.Random(3, 6)))),
        ["gemm"] = () => Of([1, 6], (b, x) => b.Op("Gemm", [x, b.Const(Small.Random(2, 3, 6)), b.Const(Small.Random(3, 3))], A.Of("transB", 1))),
        ["matmul with weights on the left"] = () => Of([1, 4, 6], (b, x) => b.MatMul(b.Const(Small.Random(2, 3, 4)), x)),
        ["reduce, keeping axes"] = () => Of([1, 4, 6], (b, x) => b.Sub(x, b.Reduce("ReduceMax", x, [-1]))),
        ["reduce, opset 18, not keeping"] = () => Of([1, 4, 6], (b, x) => b.Reduce("ReduceMean", b.Transpose(x, 1, 0, 2), [0, 2], keepDims: false), 18),
        ["slice, pad, split"] = () => Of([1, 4, 6], (b, x) =>
        {
            var halves = b.Node("Split", [b.Pad(b.Slice(x, [0, 1], [int.MaxValue, 5], [0, 2]), 0, 0, 1, 0, 2, 1)], 2, A.Of("axis", 1));
            return b.Concat(2, halves.Outputs[0], b.Slice(halves.Outputs[1]!, [long.MaxValue], [long.MinValue], [1], [-1]));
        }),
        ["gather of pixels, expand, tile"] = () => Of([1, 4, 1], (b, x) =>
            b.Add(b.Op("Expand", b.Op("Gather", [x, b.Ints(2, 0)], A.Of("axis", 1)), b.Ints(1, 1, 5)), b.Op("Tile", b.Slice(x, [0], [2], [1]), b.Ints(1, 1, 5)))),
        ["instance normalisation, layer normalisation"] = () => Of([1, 4, 6], (b, x) => b.Op("LayerNormalization",
            b.Op("InstanceNormalization", x, b.Const(Small.Random(2, 4)), b.Const(Small.Random(3, 4))), b.Const(Small.Random(4, 6))), 17),
        ["convolution, pool, depth to space, transposed convolution"] = () => Of([1, 3, 8, 8], (b, x) =>
        {
            var y = b.Op("Conv", [x, b.Const(Small.Random(2, 8, 3, 3, 3))], A.Of("pads", [1, 1, 1, 1]));
            y = b.Op("DepthToSpace", [b.Op("MaxPool", [y], A.Of("kernel_shape", [2, 2]), A.Of("strides", [2, 2]))], A.Of("blocksize", 2));
            return b.Op("ConvTranspose", [b.Mul(y, b.Op("GlobalAveragePool", y)), b.Const(Small.Random(3, 2, 3, 2, 2))], A.Of("strides", [2, 2]));
        }),
        ["pixels in front, classes behind"] = () =>
        {
            var model = Of([1, 3, 8, 8], (b, x) => b.Op("Conv", [x, b.Const(Small.Random(2, 5, 3, 1, 1))]));
            new PrependPixels(new PixelInput("x") { Rgb = true, Mean = [1, 2, 3], Std = [4, 5, 6], Padding = (1, 1, 1, 1) }).Apply(model);
            new AppendClassMap([new ScoreHead("a", "y", ScoreKind.PerClass)]).Apply(model);
            return model;
        },
    };

    [Fact]
    public void AnOpenBatch_BecomesANumber()
    {
        var model = Small.Model(b => b.Output("y", b.Op("Relu", b.Input("x", ElementType.Float, [Dim.Named("batch"), 4L]))));
        Assert.True(new SetBatch(6).Apply(model));
        Assert.Equal("[6, 4]", model.Graph.Inputs[0].Shape!.ToString());
        Assert.Equal("[6, 4]", model.Graph.Outputs[0].Shape!.ToString());
        Assert.False(new SetBatch(6).Apply(model));
    }

    [Fact]
    public void OnlyTheNamedInputs_HoldPictures()
    {
        var model = Small.Model(b => b.Output("y", b.Add(b.Input("x", ElementType.Float, [1L, 4L]), b.Input("offset", ElementType.Float, [1L, 4L]))));
        new SetBatch(3, ["x"]).Apply(model);
        Assert.Equal(["[3, 4]", "[1, 4]"], model.Graph.Inputs.Select(i => i.Shape!.ToString()));
        Assert.Equal("[3, 4]", model.Graph.Outputs[0].Shape!.ToString());
    }

    [Fact]
    public void WhatDependsOnNoPicture_StaysAsItIs()
    {
        var model = Of([1, 4], (b, x) => b.Output("table", b.Reshape(b.Op("Relu", b.Input("t", ElementType.Float, [])), 1, 1)) is var t ? b.Add(x, t) : x);
        new SetBatch(5, ["x"]).Apply(model);
        Assert.Equal("[1, 1]", model.Graph.Find("table").Shape!.ToString());
    }

    private static readonly Dictionary<string, (string Message, Func<Model> Model)> Refused = new()
    {
        ["reduces pictures"] = ("it reduces the batch", () => Of([1, 4], (b, x) => b.ReduceSum(x, [0]))),
        ["reduces everything"] = ("it reduces every axis", () => Of([1, 4], (b, x) => b.Op("ReduceMean", x))),
        ["merges behind another axis"] = ("from [4, 1, 6] to [24] it merges the batch", () => Of([1, 4, 6], (b, x) => b.Reshape(b.Transpose(x, 1, 0, 2), 24))),
        ["sums over pictures"] = ("it sums over the pictures", () => Of([1, 4], (b, x) => b.MatMul(b.Transpose(x, 1, 0), x))),
        ["a constant along the batch"] = ("has 5 entries along the batch, expected 1", () => Of([1, 4], (b, x) => b.Add(x, b.Const(Small.Random(1, 5, 4))))),
        ["joins pictures"] = ("it joins along the batch", () => Of([1, 4], (b, x) => b.Concat(0, x, x))),
        ["picks a picture"] = ("it takes some of the pictures", () => Of([1, 4], (b, x) => b.Slice(x, [0], [1], [0]))),
        ["picks by index"] = ("it picks some of the pictures", () => Of([1, 4], (b, x) => b.Op("Gather", [x, b.Ints(0)], A.Of("axis", 0)))),
        ["takes the axis out"] = ("it takes out the batch's axis", () => Of([1, 4], (b, x) => b.Squeeze(x, 0))),
        ["takes unnamed axes out"] = ("name the axes", () => Of([1, 4], (b, x) => b.Op("Squeeze", x))),
        ["over pictures"] = ("it works along the batch", () => Of([1, 4], (b, x) => b.Op("Softmax", [x], A.Of("axis", 0)))),
        ["pads pictures"] = ("it pads the batch", () => Of([1, 4], (b, x) => b.Pad(x, 0, 0, 1, 0))),
        ["repeats pictures"] = ("it repeats the batch", () => Of([1, 4], (b, x) => b.Op("Tile", x, b.Ints(2, 1)))),
        ["expands pictures"] = ("it expands the batch to 3", () => Of([1, 4], (b, x) => b.Op("Expand", x, b.Ints(3, 4)))),
        ["a range over the whole tensor"] = ("nothing is known of it and batches", () => Of([1, 4], (b, x) => b.Node("DynamicQuantizeLinear", [x], 3).Output)),
        ["another batch"] = ("has batch 2; expected 1 or an open one", () => Of([2, 4], (b, x) => b.Op("Relu", x))),
    };

    public static TheoryData<string> Refusals() => [.. Refused.Keys];

    [Theory, MemberData(nameof(Refusals))]
    public void WhatCannotBe_IsRefusedByName_AndTheModelIsAsBefore(string name)
    {
        var model = Refused[name].Model();
        var before = OnnxWriter.ToBytes(model);
        var message = Assert.Throws<OnnxException>(() => new SetBatch(3).Apply(model)).Message;
        Assert.Contains(Refused[name].Message, message);
        Assert.Equal(before, OnnxWriter.ToBytes(model));
    }

    private static Model Of(long[] shape, Func<GraphBuilder, Value, Value> build, long opset = 13) =>
        Small.Model(b => b.Output("y", build(b, b.Input("x", ElementType.Float, Shape.Of(shape)))), opset);

    private static void AssertBatchIsSingles(Model model, Dim batch, int pictures)
    {
        var input = model.Graph.FreeInputs.Single();
        var shape = input.Shape!.Sizes();
        var isPixels = input.Type == ElementType.UInt8;
        Tensor[] singles = [.. Enumerable.Range(20, pictures).Select(seed => isPixels ? Small.RandomBytes(seed, shape) : Small.Random(seed, shape))];
        using var before = new Ort(model);
        Assert.True(new SetBatch(batch).Apply(model));
        Verifier.Verify(model);
        Assert.Equal(batch, model.Graph.FreeInputs.Single().Shape![0]);
        Assert.All(model.Graph.Outputs, o => Assert.Equal(batch, o.Shape![0]));

        using var after = new Ort(model);
        var stacked = Tensor.FromRaw(input.Type, [pictures, .. shape[1..]], singles.SelectMany(s => s.Raw.ToArray()).ToArray());
        var found = after.Run((input.Name, stacked));
        for (var k = 0; k < pictures; k++)
            foreach (var (output, expected) in before.Run((input.Name, singles[k])))
            {
                Assert.Equal([pictures, .. expected.Dimensions.Skip(1)], found[output].Dimensions);
                var own = found[output].Raw.Slice(k * expected.Raw.Length, expected.Raw.Length);
                Assert.True(expected.Raw.Span.SequenceEqual(own.Span), $"{output}, picture {k}");
            }
    }
}

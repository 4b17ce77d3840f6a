using SegEdge.Onnx.Tests.ShapeRules;
using SegEdge.Onnx.Transforms;
using SegEdge.Onnx.Wire;
using static SegEdge.Onnx.Attribute;
using static SegEdge.Onnx.Tests.Tiny;

namespace SegEdge.Onnx.Tests.Transforms;

public sealed class UpgradeOpsetTests
{
    private static readonly Tensor Special = Tensor.Of<float>([float.NaN, float.NegativeInfinity, -2, -0f, 0, float.Epsilon, 2, float.PositiveInfinity], 8);

    private static readonly OrderedDictionary<string, Func<Tests.Tiny>> All = Collect();

    public static TheoryData<string> Cases() => [.. All.Keys];

    [Theory, MemberData(nameof(Cases))]
    public void AtOpset13_OnnxRuntimeGivesTheSameBits(string name)
    {
        var tiny = All[name]();
        Shapes.Infer(tiny.Model);
        var before = tiny.Run();
        Assert.True(new UpgradeOpset().Apply(tiny.Model));
        Verifier.Verify(tiny.Model);
        Assert.Equal(13, tiny.Model.Opset);
        var after = tiny.Run();
        foreach (var (output, expected) in before)
        {
            Assert.Equal(expected.ToString(), after[output].ToString());
            Assert.True(expected.Raw.Span.SequenceEqual(after[output].Raw.Span), output);
        }
        Assert.False(new UpgradeOpset().Apply(tiny.Model));
    }

    [Theory, MemberData(nameof(SharedModels.All), MemberType = typeof(SharedModels))]
    public void ARealModel_ComputesTheSameBits(string name)
    {
        var path = SharedModels.Require(name);
        var model = OnnxReader.Read(path);
        var old = model.Opset < 13;
        Assert.Equal(old, new UpgradeOpset().Apply(model));
        if (!old) return;
        using Ort before = new(File.ReadAllBytes(path), optimize: false), after = new(model, optimize: false);
        var input = model.Graph.FreeInputs.Single();
        var picture = Floats(input.Shape!.Sizes());
        var found = after.Run((input.Name, picture));
        foreach (var (output, expected) in before.Run((input.Name, picture))) Assert.True(expected.Raw.Span.SequenceEqual(found[output].Raw.Span), output);
    }

    public static TheoryData<string, string> Refused() => new()
    {
        { "BatchNormalization", "BatchNormalization 'op' of opset 7 has spatial = 0: statistics for single positions; no node of opset 13 computes the same. Write it as Mul and Add." },
        { "Scan", "Scan 'op' of opset 8 has a batch axis and sequence lengths; no node of opset 13 computes the same. Export it again with opset 9 or later." },
        { "Dropout", "Dropout 'op' of opset 7 has a mask 'y1' that is read; no node of opset 13 computes the same. Take the mask out of the graph." },
        { "Resize", "Resize 'op' of opset 10 has scales that only a run knows, whose rounding depends on them; no node of opset 13 computes the same. Make them constant." },
        { "tf", "Resize 'op' of opset 11 has coordinate_transformation_mode 'tf_half_pixel_for_nn'; no node of opset 13 computes the same. Export it again with 'half_pixel'." },
        { "Clip", "Clip 'op' of opset 10 has an input 'x0' of type Undefined, where a floating one is needed; no node of opset 13 computes the same. Export it again with its types." },
    };

    [Theory, MemberData(nameof(Refused))]
    public void WhatHasNoNewForm_IsRefusedByName_AndTheModelStays(string name, string message)
    {
        var tiny = name switch
        {
            "BatchNormalization" => T(7).Fed(Floats(2, 3)).Given(Floats(3)).Given(Floats(3)).Given(Floats(3)).Given(Floats(3))
                .Op(name, Of("spatial", 0)),
            "Scan" => T(8).Fed(Floats(2, 3)).Op(name),
            "Dropout" => T(7).Fed(Floats(2, 3)).Op(name, 2),
            "Resize" => T(10).Fed(Floats(2, 3)).Fed(Tensor.Of<float>([1, 2], 2)).Op(name),
            "tf" => T(11).Fed(Floats(2, 3)).Given(Floats(0)).Given(Tensor.Of<float>([1, 2], 2))
                .Op("Resize", Of("coordinate_transformation_mode", "tf_half_pixel_for_nn")),
            _ => T(10).Fed(Floats(2, 3)).Op(name),
        };
        if (name == "Clip") tiny.Model.Graph.Inputs[0].Type = ElementType.Undefined;
        // Something in front that could be raised.
        var squeezed = new Node("Unsqueeze", [tiny.Model.Graph.Inputs[0]], [new Value("z")], [Of("axes", [0L])]);
        tiny.Model.Graph.Nodes.Insert(0, squeezed);
        Assert.Equal(message, Assert.Throws<OnnxException>(() => new UpgradeOpset().Apply(tiny.Model)).Message);
        Assert.True(squeezed.Has("axes"));
        Assert.True(tiny.Model.Opset < 13);
        Assert.Equal(2, tiny.Model.Graph.Nodes.Count);
    }

    [Fact]
    public void ConstantsAmongTheInputs_StayConstants()
    {
        var tiny = T(9, irVersion: 3).Fed(Floats(2)).Given(Floats(2)).Op("Add");
        tiny.Model.Graph.Inputs.Add(tiny.Model.Graph.Initializers[0]);
        new UpgradeOpset().Apply(tiny.Model);
        Assert.Equal(["x0"], tiny.Model.Graph.Inputs.Select(i => i.Name));
        Assert.Equal(7, tiny.Model.IrVersion);
    }

    private static OrderedDictionary<string, Func<Tests.Tiny>> Collect()
    {
        // The names of older forms, and each operator in every form that the shape tests have.
        var cases = new OrderedDictionary<string, Func<Tests.Tiny>>();
        foreach (var (name, build) in OperatorCases.All)
            if (build().Model.Opset < 13) cases.Add(name, build);
        foreach (var opset in new long[] { 7, 8, 9, 10, 11, 12 }) cases.Add($"Relu from opset {opset}", () => T(opset).Fed(Special)
            .Op("Relu"));
        cases.Add("Clip, both bounds", () => T(7).Fed(Special).Op("Clip", Of("min", -1f), Of("max", 1f)));
        cases.Add("Clip, no bounds", () => T(7).Fed(Special).Op("Clip"));
        cases.Add("Clip, lower bound", () => T(10).Fed(Special).Op("Clip", Of("min", 0f)));
        cases.Add("Clip as an input", () => T(11).Fed(Special).Without().Given(Tensor.Scalar(ElementType.Float, 1)).Op("Clip"));
        cases.Add("Pad, value", () => T(10).Fed(Floats(2, 3)).Op("Pad", Of("pads", [1, 0, 0, 2L]), Of("value", 1.5f)));
        foreach (var mode in new[] { "edge", "reflect" }) cases.Add($"Pad, {mode}", () => T(7).Fed(Floats(3, 4))
            .Op("Pad", Of("pads", [1, 0, 0, 2L]), Of("mode", mode)));
        cases.Add("TopK, smallest axis", () => T(8).Fed(Floats(5, 3)).Op("TopK", 2, Of("k", 2), Of("axis", 0)));
        cases.Add("TopK, 10", () => T(10).Fed(Floats(5, 3)).Ints(2).Op("TopK", 2, Of("axis", 0)));
        cases.Add("ReduceSum, 11 all", () => T(12).Fed(Floats(5, 3)).Op("ReduceSum"));
        cases.Add("Split, equal parts", () => T(12).Fed(Floats(4, 3)).Op("Split", 2));
        cases.Add("Scatter", () => T(9).Fed(Floats(4, 3)).Given(Tensor.Of([1L, 0], 1, 2)).Given(Floats(1, 2)).Op("Scatter", Of("axis", 1)));
        cases.Add("BatchNormalization, spatial", () => T(7).Fed(Floats(2, 3, 5)).Given(Floats(3)).Given(Floats(3)).Given(Floats(3))
            .Given(Tensor.Filled(ElementType.Float, [3], 2)).Op("BatchNormalization", Of("spatial", 1), Of("epsilon", 0.1f)));
        cases.Add("Upsample, linear", () => T(9).Fed(Floats(1, 2, 5, 6)).Given(Tensor.Of<float>([1, 1, 2, 3], 4))
            .Op("Upsample", Of("mode", "linear")));
        cases.Add("Upsample, linear by a fraction", () => T(8).Fed(Floats(1, 2, 5, 6))
            .Op("Upsample", Of("mode", "linear"), Of("scales", [1, 1, 1.7f, 2.3f])));
        cases.Add("Upsample, by a fraction", () => T(9).Fed(Floats(1, 2, 5, 6)).Given(Tensor.Of<float>([1, 1, 1.7f, 2.3f], 4))
            .Op("Upsample"));
        cases.Add("Upsample, scales of the run", () => T(9).Fed(Floats(1, 2, 5, 6), [1, 2, 5, 6]).Fed(Tensor.Of<float>([1, 1, 2, 3], 4))
            .Op("Upsample"));
        foreach (var (h, w) in ((float, float)[])[(2, 2), (0.5f, 0.5f), (0.3f, 0.7f), (1.6f, 0.4f), (0.45f, 3), (1, 1), (1, 0.9f), (3.3f, 1)])
            foreach (var mode in new[] { "nearest", "linear" })
                cases.Add($"Resize of opset 10, {mode} {h} {w}", () =>
                    T(10).Fed(Floats(1, 2, 11, 13)).Given(Tensor.Of<float>([1, 1, h, w], 4)).Op("Resize", Of("mode", mode)));
        foreach (var mode in new[] { "half_pixel", "align_corners", "asymmetric", "pytorch_half_pixel" })
            cases.Add($"Resize of opset 11, {mode}", () =>
                T(11).Fed(Floats(1, 2, 5, 6)).Given(Floats(0)).Given(Tensor.Of<float>([1, 1, 2, 0.7f], 4))
                .Op("Resize", Of("mode", "linear"), Of("coordinate_transformation_mode", mode)));
        foreach (var op in new[] { "Softmax", "LogSoftmax", "Hardmax" })
        {
            foreach (var axis in new long[] { 0, 1, 2, 3, -1, -3 })
                cases.Add($"{op}, axis {axis}", () => T(axis < 0 ? 11 : 7).Fed(Floats(2, 3, 4, 5)).Op(op, Of("axis", axis)));
            cases.Add($"{op}, pixels", () => T(9).Fed(Floats(2, 3, 40, 50)).Op(op, Of("axis", 1)));
            cases.Add($"{op}, open shape", () => T(9).Fed(Floats(2, 3, 4), [Dim.Named("N"), 3, Dim.Unknown]).Op(op));
        }
        foreach (var auto in new[] { "SAME_UPPER", "SAME_LOWER" })
            foreach (var op in new[] { "Conv", "ConvTranspose" })
                cases.Add($"{op} of opset 7, {auto}", () => T(7).Fed(Floats(1, 2, 6, 7)).Given(Floats(2, 2, 3, 2))
                    .Op(op, Of("auto_pad", auto), Of("strides", [2, 2L])));
        cases.Add("a subgraph", () =>
        {
            var tiny = T(9).Fed(Floats(1, 3, 4)).Given(Tensor.Of<bool>([true], 1));
            var x = tiny.Model.Graph.Inputs[0];
            Graph Branch(string name, string op)
            {
                var graph = new Graph(name);
                var soft = new Node("Softmax", [x], [new Value($"{name}/soft")]);
                var thin = new Node("Squeeze", [soft.Output], [new Value($"{name}/thin")], [Of("axes", [0L])]);
                var y = new Node(op, [thin.Output], [new Value($"{name}/y", ElementType.Float, [3, 4])]);
                graph.Nodes.AddRange([soft, thin, y]);
                graph.Outputs.Add(y.Output);
                return graph;
            }
            var chosen = new Node("If", [tiny.Model.Graph.Initializers[0]], [new Value("y0", ElementType.Float, [3, 4])],
                [Of("then_branch", Branch("then", "Neg")), Of("else_branch", Branch("else", "Abs"))]);
            tiny.Model.Graph.Nodes.Add(chosen);
            tiny.Model.Graph.Outputs.Add(chosen.Output);
            return tiny;
        });
        return cases;
    }

    private static Tests.Tiny T(long opset, long irVersion = 8) => new(opset, irVersion);
}

using static SegEdge.Onnx.Attribute;
using static SegEdge.Onnx.Tests.Tiny;

namespace SegEdge.Onnx.Tests.ShapeRules;

/// <summary>Nodes that ONNX Runtime runs, in every form that an operator has had since opset 7.</summary>
internal static class OperatorCases
{
    private static readonly string[] Unary = [
        "Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Selu", "Celu", "Sigmoid", "HardSigmoid", "HardSwish", "Softplus", "Softsign", "Mish", "Tanh", "Erf",
        "Exp", "Log", "Sqrt", "Reciprocal", "Neg", "Abs", "Sign", "Floor", "Ceil", "Round", "Sin", "Cos", "Identity", "Clip", "Dropout"];

    // Size, kernel, stride, padding before and after: windows that begin inside, in the padding, and beyond the end.
    private static readonly (long, long, long, long, long)[] Ceilings = [
        (7, 2, 2, 0, 0), (5, 3, 2, 1, 1), (6, 2, 3, 0, 0), (4, 2, 3, 1, 0), (5, 2, 4, 1, 1), (4, 2, 2, 1, 1), (3, 2, 2, 0, 1)];

    private static readonly string[] Reductions = [
        "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp", "ReduceSum"];

    public static readonly OrderedDictionary<string, Func<Tiny>> All = Collect();

    private static OrderedDictionary<string, Func<Tiny>> Collect()
    {
        var cases = new OrderedDictionary<string, Func<Tiny>>();
        foreach (var op in Unary) cases.Add(op, () => T(20).Fed(Floats(2, 3, 4)).Op(op));
        cases.Add("Gelu", () => T(20).Fed(Floats(2, 3)).Op("Gelu"));
        foreach (var op in new[] { "Add", "Sub", "Mul", "Div", "Pow" })
        {
            cases.Add($"{op}, left broadcast", () => T(7).Fed(Floats(3, 1)).Fed(Floats(2, 3, 4)).Op(op));
            cases.Add($"{op}, both broadcast", () => T(14).Fed(Floats(2, 1, 4)).Fed(Floats(3, 1)).Op(op));
            cases.Add($"{op}, scalar", () => T(14).Fed(Floats(2, 3)).Fed(Floats()).Op(op));
        }
        cases.Add("Mod", () => T(13).Fed(Numbers(ElementType.Int64, 2, 3)).Ints(7).Op("Mod"));
        cases.Add("Add, empty", () => T(14).Fed(Floats(2, 0)).Fed(Floats(1)).Op("Add"));
        foreach (var op in new[] { "Min", "Max", "Sum", "Mean" })
            cases.Add($"{op} of three", () => T(13).Fed(Floats(2, 1, 4)).Fed(Floats(3, 1)).Fed(Floats(4)).Op(op));
        foreach (var op in new[] { "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual" })
            cases.Add(op, () => T(16).Fed(Floats(2, 1, 4)).Fed(Floats(3, 1)).Op(op));
        foreach (var op in new[] { "And", "Or", "Xor" }) cases.Add(op, () =>
            T(7).Fed(Numbers(ElementType.Bool, 2, 1)).Fed(Numbers(ElementType.Bool, 3)).Op(op));
        cases.Add("Not", () => T(7).Fed(Numbers(ElementType.Bool, 2, 1)).Op("Not"));
        cases.Add("Where", () => T(9).Fed(Numbers(ElementType.Bool, 2, 1)).Fed(Floats(3)).Fed(Floats(4, 1, 1)).Op("Where"));
        cases.Add("Cast", () => T(13).Fed(Floats(2, 3)).Op("Cast", Of("to", (long)ElementType.Int32)));
        cases.Add("CastLike", () => T(19).Fed(Floats(2, 3)).Fed(Numbers(ElementType.Int32, 1)).Op("CastLike"));
        cases.Add("PRelu, per channel", () => T(9).Fed(Floats(2, 3, 4, 4)).Given(Floats(3, 1, 1)).Op("PRelu"));
        cases.Add("Dropout with mask, 7", () => T(7).Fed(Floats(2, 3)).Op("Dropout", 1, Of("ratio", 0.5f)));
        cases.Add("Dropout with mask, 13", () => T(13).Fed(Floats(2, 3)).Op("Dropout", 2));
        cases.Add("IsNaN", () => T(13).Fed(Floats(2, 3)).Op("IsNaN"));
        cases.Add("Trilu", () => T(14).Fed(Floats(2, 3, 3)).Op("Trilu"));
        cases.Add("CumSum", () => T(14).Fed(Floats(2, 3)).Ints(1).Op("CumSum"));
        Normalizations(cases);
        Windows(cases);
        Products(cases);
        Reshapes(cases);
        Slices(cases);
        Moves(cases);
        Reduces(cases);
        Resizes(cases);
        Quantized(cases);
        return cases;
    }

    private static Tiny T(long opset) => new(opset);

    private static void Normalizations(OrderedDictionary<string, Func<Tiny>> cases)
    {
        cases.Add("BatchNormalization, 9", () =>
            T(9).Fed(Floats(2, 3, 4, 4)).Given(Floats(3)).Given(Floats(3)).Given(Floats(3)).Given(Ones(3)).Op("BatchNormalization"));
        cases.Add("BatchNormalization, 15", () =>
            T(15).Fed(Floats(2, 3)).Given(Floats(3)).Given(Floats(3)).Given(Floats(3)).Given(Ones(3)).Op("BatchNormalization"));
        cases.Add("LayerNormalization", () => T(17).Fed(Floats(2, 3, 4)).Given(Floats(3, 4)).Op("LayerNormalization", 3, Of("axis", -2)));
        cases.Add("InstanceNormalization", () => T(7).Fed(Floats(2, 3, 4)).Given(Floats(3)).Given(Floats(3)).Op("InstanceNormalization"));
        cases.Add("GroupNormalization", () => T(21).Fed(Floats(2, 4, 4)).Given(Floats(4)).Given(Floats(4))
            .Op("GroupNormalization", Of("num_groups", 2)));
        cases.Add("LRN", () => T(13).Fed(Floats(2, 3, 4, 4)).Op("LRN", Of("size", 3)));
        foreach (var op in new[] { "Softmax", "LogSoftmax", "Hardmax" })
        {
            cases.Add($"{op}, 7", () => T(7).Fed(Floats(2, 3, 4)).Op(op));
            cases.Add($"{op}, 13", () => T(13).Fed(Floats(2, 3, 4)).Op(op, Of("axis", -2)));
        }
    }

    private static void Windows(OrderedDictionary<string, Func<Tiny>> cases)
    {
        cases.Add("Conv, plain", () => T(7).Fed(Floats(2, 3, 8, 9)).Given(Floats(4, 3, 3, 3)).Op("Conv"));
        cases.Add("Conv, all attributes", () => T(11).Fed(Floats(1, 4, 11, 12)).Given(Floats(6, 2, 3, 2)).Given(Floats(6))
            .Op("Conv", Of("kernel_shape", [3, 2L]),
            Of("strides", [2, 3L]), Of("pads", [1, 0, 2, 1L]), Of("dilations", [2, 1L]), Of("group", 2)));
        cases.Add("Conv, one spatial axis", () => T(11).Fed(Floats(1, 2, 9)).Given(Floats(2, 2, 4)).Op("Conv", Of("strides", [2L])));
        cases.Add("Conv, three spatial axes", () => T(11).Fed(Floats(1, 2, 5, 6, 7)).Given(Floats(2, 2, 2, 3, 1)).Op("Conv"));
        foreach (var auto in new[] { "SAME_UPPER", "SAME_LOWER", "VALID" })
        {
            cases.Add($"Conv, {auto}", () => T(11).Fed(Floats(1, 2, 7, 8)).Given(Floats(2, 2, 3, 3))
                .Op("Conv", Of("auto_pad", auto), Of("strides", [2, 3L])));
            cases.Add($"ConvTranspose, {auto}", () => T(11).Fed(Floats(1, 2, 7, 8)).Given(Floats(2, 2, 3, 3))
                .Op("ConvTranspose", Of("auto_pad", auto), Of("strides", [2, 3L])));
            cases.Add($"MaxPool, {auto}", () => T(12).Fed(Floats(1, 2, 7, 8))
                .Op("MaxPool", Of("kernel_shape", [3, 3L]), Of("auto_pad", auto), Of("strides", [2, 3L])));
        }
        cases.Add("ConvTranspose, plain", () => T(7).Fed(Floats(1, 3, 4, 5)).Given(Floats(3, 2, 3, 3)).Op("ConvTranspose"));
        cases.Add("ConvTranspose, all attributes", () => T(11).Fed(Floats(1, 4, 4, 5)).Given(Floats(4, 3, 3, 2)).Given(Floats(6))
            .Op("ConvTranspose",
            Of("strides", [3, 2L]), Of("pads", [1, 0, 1, 1L]), Of("dilations", [1, 2L]), Of("group", 2), Of("output_padding", [2, 1L])));
        cases.Add("ConvTranspose, output_shape", () => T(11).Fed(Floats(1, 3, 4, 5)).Given(Floats(3, 2, 3, 3)).Op("ConvTranspose",
            Of("strides", [2, 2L]), Of("output_shape", [9, 10L])));
        cases.Add("MaxPool with indices", () => T(8).Fed(Floats(1, 2, 7, 8))
            .Op("MaxPool", 2, Of("kernel_shape", [2, 2L]), Of("strides", [2, 2L])));
        cases.Add("MaxPool, dilated", () => T(12).Fed(Floats(1, 2, 9, 9))
            .Op("MaxPool", Of("kernel_shape", [2, 3L]), Of("dilations", [3, 2L])));
        foreach (var (size, kernel, stride, before, after) in Ceilings)
        {
            cases.Add($"MaxPool, ceiling {size} {kernel} {stride} {before} {after}", () => T(12).Fed(Floats(1, 1, size))
                .Op("MaxPool", Of("kernel_shape", [kernel]),
                Of("strides", [stride]), Of("pads", [before, after]), Of("ceil_mode", 1)));
            cases.Add($"AveragePool, ceiling {size} {kernel} {stride} {before} {after}", () => T(19).Fed(Floats(1, 1, size))
                .Op("AveragePool", Of("kernel_shape", [kernel]),
                Of("strides", [stride]), Of("pads", [before, after]), Of("ceil_mode", 1)));
        }
        cases.Add("AveragePool", () => T(7).Fed(Floats(1, 2, 7, 8))
            .Op("AveragePool", Of("kernel_shape", [3, 3L]), Of("strides", [2, 2L]), Of("pads", [1, 1, 1, 1L])));
        cases.Add("GlobalAveragePool", () => T(7).Fed(Floats(2, 3, 4, 5)).Op("GlobalAveragePool"));
        cases.Add("GlobalMaxPool", () => T(7).Fed(Floats(2, 3, 4)).Op("GlobalMaxPool"));
    }

    private static void Products(OrderedDictionary<string, Func<Tiny>> cases)
    {
        cases.Add("MatMul", () => T(13).Fed(Floats(2, 3)).Fed(Floats(3, 4)).Op("MatMul"));
        cases.Add("MatMul, batches", () => T(13).Fed(Floats(2, 1, 2, 3)).Fed(Floats(5, 3, 4)).Op("MatMul"));
        cases.Add("MatMul, row", () => T(13).Fed(Floats(3)).Fed(Floats(5, 3, 4)).Op("MatMul"));
        cases.Add("MatMul, column", () => T(13).Fed(Floats(5, 2, 3)).Fed(Floats(3)).Op("MatMul"));
        cases.Add("MatMul, vectors", () => T(13).Fed(Floats(3)).Fed(Floats(3)).Op("MatMul"));
        cases.Add("Gemm", () => T(7).Fed(Floats(2, 3)).Fed(Floats(3, 4)).Fed(Floats(4)).Op("Gemm"));
        cases.Add("Gemm, transposed", () => T(11).Fed(Floats(3, 2)).Fed(Floats(4, 3)).Op("Gemm", Of("transA", 1), Of("transB", 1)));
        cases.Add("Einsum, explicit", () => T(12).Fed(Floats(2, 3, 4)).Fed(Floats(2, 4, 5))
            .Op("Einsum", Of("equation", "bij, bjk -> bik")));
        cases.Add("Einsum, implicit", () => T(12).Fed(Floats(2, 3)).Fed(Floats(3, 4)).Op("Einsum", Of("equation", "zj,ja")));
    }

    private static void Reshapes(OrderedDictionary<string, Func<Tiny>> cases)
    {
        cases.Add("Reshape", () => T(7).Fed(Floats(2, 3, 4)).Ints(4, 6).Op("Reshape"));
        cases.Add("Reshape, 0 and -1", () => T(13).Fed(Floats(2, 3, 4)).Ints(0, -1).Op("Reshape"));
        cases.Add("Reshape, -1 first", () => T(13).Fed(Floats(2, 3, 4)).Ints(-1, 3, 2).Op("Reshape"));
        cases.Add("Reshape, to scalar", () => T(13).Fed(Floats(1, 1)).Given(Tensor.Vector()).Op("Reshape"));
        cases.Add("Reshape, allowzero", () => T(14).Fed(Floats(0, 3)).Ints(3, 0).Op("Reshape", Of("allowzero", 1)));
        foreach (var axis in new long[] { 0, 1, 2, 3, -1 }) cases.Add($"Flatten {axis}", () => T(13).Fed(Floats(2, 3, 4))
            .Op("Flatten", Of("axis", axis)));
        cases.Add("Squeeze, 7", () => T(7).Fed(Floats(1, 3, 1)).Op("Squeeze", Of("axes", [2L])));
        cases.Add("Squeeze, 11", () => T(11).Fed(Floats(1, 3, 1)).Op("Squeeze", Of("axes", [-3L])));
        cases.Add("Squeeze, 13", () => T(13).Fed(Floats(1, 3, 1)).Ints(-1, 0).Op("Squeeze"));
        cases.Add("Squeeze, all", () => T(13).Fed(Floats(1, 3, 1)).Op("Squeeze"));
        cases.Add("Unsqueeze, 7", () => T(7).Fed(Floats(3, 2)).Op("Unsqueeze", Of("axes", [0, 2L])));
        cases.Add("Unsqueeze, 13", () => T(13).Fed(Floats(3, 2)).Ints(-1, 1).Op("Unsqueeze"));
    }

    private static void Slices(OrderedDictionary<string, Func<Tiny>> cases)
    {
        cases.Add("Slice, 7", () => T(7).Fed(Floats(5, 6))
            .Op("Slice", Of("starts", [1, -4L]), Of("ends", [3, 1000L]), Of("axes", [0, 1L])));
        cases.Add("Slice, 7 without axes", () => T(7).Fed(Floats(5, 6)).Op("Slice", Of("starts", [1L]), Of("ends", [-1L])));
        foreach (var (start, end, step) in ((long, long, long)[])[(0, long.MaxValue, 1), (1, 5, 2), (-3, -1, 1), (5, 1, -2), (-1, long.MinValue, -1), (4, -7, -3), (3, 2, 1),
            (9, 20, 1), (-20, 3, 1), (0, 6, 7), (-1, -20, -1)])
            cases.Add($"Slice {start}:{end}:{step}", () => T(13).Fed(Floats(2, 6)).Ints(start).Ints(end).Ints(1).Ints(step).Op("Slice"));
        cases.Add("Slice, no axes", () => T(11).Fed(Floats(4, 6)).Ints(1, 2).Ints(3, -1).Op("Slice"));
        cases.Add("Split, 7", () => T(7).Fed(Floats(2, 6)).Op("Split", 3, Of("axis", 1)));
        cases.Add("Split, 11 sizes", () => T(11).Fed(Floats(2, 6)).Op("Split", 2, Of("axis", -1), Of("split", [2, 4L])));
        cases.Add("Split, 13 sizes", () => T(13).Fed(Floats(2, 6)).Ints(1, 5).Op("Split", 2, Of("axis", 1)));
        cases.Add("Split, 18 uneven", () => T(18).Fed(Floats(2, 7)).Op("Split", 3, Of("axis", 1), Of("num_outputs", 3)));
        cases.Add("Pad, 7", () => T(7).Fed(Floats(2, 3)).Op("Pad", Of("pads", [1, 0, 2, 3L])));
        cases.Add("Pad, 11", () => T(11).Fed(Floats(2, 3)).Ints(1, -1, 2, 3).Op("Pad"));
        cases.Add("Pad, 18 axes", () => T(18).Fed(Floats(2, 3, 4)).Ints(1, 2, 3, 4).Without().Ints(-1, 1).Op("Pad"));
        cases.Add("Pad, reflect", () => T(13).Fed(Floats(4, 5)).Ints(0, 2, 0, 1).Op("Pad", Of("mode", "reflect")));
    }

    private static void Moves(OrderedDictionary<string, Func<Tiny>> cases)
    {
        cases.Add("Transpose", () => T(7).Fed(Floats(2, 3, 4)).Op("Transpose"));
        cases.Add("Transpose, perm", () => T(13).Fed(Floats(2, 3, 4)).Op("Transpose", Of("perm", [1, 2, 0L])));
        cases.Add("Concat", () => T(7).Fed(Floats(2, 3)).Fed(Floats(2, 1)).Fed(Floats(2, 0)).Op("Concat", Of("axis", 1)));
        cases.Add("Concat, from the end", () => T(13).Fed(Floats(2, 3, 1)).Fed(Floats(2, 5, 1)).Op("Concat", Of("axis", -2)));
        cases.Add("Expand", () => T(8).Fed(Floats(3, 1)).Ints(2, 1, 6).Op("Expand"));
        cases.Add("Expand, smaller target", () => T(13).Fed(Floats(3, 4)).Ints(1).Op("Expand"));
        cases.Add("Tile", () => T(13).Fed(Floats(2, 3)).Ints(2, 1).Op("Tile"));
        cases.Add("DepthToSpace", () => T(11).Fed(Floats(1, 8, 2, 3)).Op("DepthToSpace", Of("blocksize", 2)));
        cases.Add("SpaceToDepth", () => T(13).Fed(Floats(1, 2, 4, 6)).Op("SpaceToDepth", Of("blocksize", 2)));
        cases.Add("Gather, scalar", () => T(13).Fed(Floats(2, 3, 4)).Given(Tensor.Scalar(ElementType.Int64, -1))
            .Op("Gather", Of("axis", 1)));
        cases.Add("Gather, matrix", () => T(7).Fed(Floats(2, 3, 4)).Given(Tensor.Of([0L, 2, 1, 1], 2, 2)).Op("Gather", Of("axis", 1)));
        cases.Add("GatherElements", () => T(13).Fed(Floats(2, 3)).Given(Tensor.Of([0L, 1, 1, 0], 2, 2))
            .Op("GatherElements", Of("axis", 0)));
        cases.Add("GatherND", () => T(13).Fed(Floats(2, 3, 4)).Given(Tensor.Of([0L, 1, 1, 0], 2, 2)).Op("GatherND"));
        cases.Add("GatherND, batch", () => T(13).Fed(Floats(2, 3, 4)).Given(Tensor.Of([0L, 1], 2, 1)).Op("GatherND", Of("batch_dims", 1)));
        cases.Add("ScatterND", () => T(13).Fed(Floats(4)).Given(Tensor.Of([1L], 1, 1)).Given(Floats(1)).Op("ScatterND"));
        cases.Add("ScatterElements", () => T(13).Fed(Floats(2, 2)).Given(Tensor.Of([1L], 1, 1)).Given(Floats(1, 1)).Op("ScatterElements"));
        cases.Add("NonZero, scalar", () => T(13).Fed(Floats()).Op("NonZero"));
        cases.Add("NonZero", () => T(13).Fed(Floats(2, 2)).Op("NonZero"));
        cases.Add("OneHot", () => T(11).Fed(Numbers(ElementType.Int64, 2, 3)).Ints(5).Given(Floats(2)).Op("OneHot", Of("axis", 1)));
        cases.Add("GridSample", () => T(16).Fed(Floats(1, 2, 4, 4)).Fed(Floats(1, 3, 5, 2)).Op("GridSample"));
        cases.Add("Shape", () => T(13).Fed(Floats(2, 3)).Op("Shape"));
        foreach (var (start, end) in ((long, long)[])[(1, 3), (-2, -1), (-9, 9), (2, 1)])
            cases.Add($"Shape {start}:{end}", () => T(15).Fed(Floats(2, 3, 4)).Op("Shape", Of("start", start), Of("end", end)));
        cases.Add("Size", () => T(13).Fed(Floats(2, 3)).Op("Size"));
        cases.Add("ConstantOfShape", () => T(9).Ints(2, 3).Op("ConstantOfShape", Of("value", Tensor.Of<int>([7], 1))));
        cases.Add("ConstantOfShape, default", () => T(9).Ints(2, 0).Op("ConstantOfShape"));
        cases.Add("Constant", () => T(13).Op("Constant", Of("value_floats", [1f, 2])));
        foreach (var (start, limit, delta) in ((long, long, long)[])[(0, 5, 1), (0, 5, 2), (5, 0, -2), (5, 0, 1), (-3, 4, 3)])
            cases.Add($"Range {start} {limit} {delta}", () => T(11).Given(Tensor.Of([start])).Given(Tensor.Of([limit])).Given(Tensor.Of([delta])).Op("Range"));
        cases.Add("Range of floats", () => T(11).Given(Tensor.Of([0f])).Given(Tensor.Of([1f])).Given(Tensor.Of([0.3f])).Op("Range"));
        cases.Add("EyeLike", () => T(9).Fed(Floats(3, 4)).Op("EyeLike", Of("dtype", (long)ElementType.Int32)));
    }

    private static void Reduces(OrderedDictionary<string, Func<Tiny>> cases)
    {
        foreach (var op in Reductions)
        {
            cases.Add($"{op}, 7", () => T(7).Fed(Floats(2, 3, 4)).Op(op, Of("axes", [1L])));
            cases.Add($"{op}, 11", () => T(11).Fed(Floats(2, 3, 4)).Op(op, Of("axes", [-1, 0L]), Of("keepdims", 0)));
            cases.Add($"{op}, 18", () => T(18).Fed(Floats(2, 3, 4)).Ints(-2).Op(op, Of("keepdims", 0)));
            cases.Add($"{op}, 18 all", () => T(18).Fed(Floats(2, 3, 4)).Op(op));
            cases.Add($"{op}, 13 none", () => T(18).Fed(Floats(2, 3, 4)).Op(op, Of("noop_with_empty_axes", 1)));
            cases.Add($"{op}, 18 to a scalar", () => T(18).Fed(Floats(2, 3, 4)).Op(op, Of("keepdims", 0)));
        }
        cases.Add("ReduceSum, 13", () => T(13).Fed(Floats(2, 3, 4)).Ints(2).Op("ReduceSum"));
        foreach (var op in new[] { "ArgMax", "ArgMin" })
        {
            cases.Add(op, () => T(7).Fed(Floats(2, 3, 4)).Op(op, Of("axis", 1)));
            cases.Add($"{op} without the axis", () => T(13).Fed(Floats(2, 3, 4)).Op(op, Of("axis", -1), Of("keepdims", 0)));
        }
        cases.Add("TopK, 7", () => T(7).Fed(Floats(2, 6)).Op("TopK", 2, Of("k", 3)));
        cases.Add("TopK, 11", () => T(11).Fed(Floats(6, 2)).Ints(4).Op("TopK", 2, Of("axis", 0)));
    }

    private static void Resizes(OrderedDictionary<string, Func<Tiny>> cases)
    {
        cases.Add("Upsample, 7", () => T(7).Fed(Floats(1, 1, 3, 5)).Op("Upsample", Of("scales", [1f, 1, 1.5f, 2.3f])));
        cases.Add("Upsample, 9", () => T(9).Fed(Floats(1, 1, 3, 5)).Given(Tensor.Of<float>([1, 1, 2, 2.9f], 4)).Op("Upsample"));
        cases.Add("Resize, 10", () => T(10).Fed(Floats(1, 1, 3, 5)).Given(Tensor.Of<float>([1, 1, 0.7f, 2.9f], 4)).Op("Resize"));
        cases.Add("Resize, 11 scales", () =>
            T(11).Fed(Floats(1, 1, 3, 5)).Given(Tensor.Of<float>([], 0)).Given(Tensor.Of<float>([1, 1, 0.6f, 3.3f], 4)).Op("Resize"));
        cases.Add("Resize, 11 sizes", () =>
            T(11).Fed(Floats(1, 1, 3, 5)).Given(Tensor.Of<float>([], 0)).Given(Tensor.Of<float>([], 0)).Ints(1, 1, 7, 4).Op("Resize"));
        cases.Add("Resize, 13 sizes", () => T(13).Fed(Floats(1, 1, 3, 5)).Without().Without().Ints(1, 1, 7, 4)
            .Op("Resize", Of("mode", "linear")));
        cases.Add("Resize, crop", () =>
            T(13).Fed(Floats(1, 1, 10, 10)).Given(Tensor.Of<float>([0, 0, 0.2f, 0.2f, 1, 1, 0.7f, 0.9f], 8)).Given(Tensor.Of<float>([1, 1, 2, 3], 4))
            .Op("Resize", Of("coordinate_transformation_mode", "tf_crop_and_resize"), Of("mode", "linear")));
        cases.Add("Resize, 18 axes", () => T(18).Fed(Floats(1, 1, 3, 5)).Without().Without().Ints(8, 9).Op("Resize", Of("axes", [3, 2L])));
        cases.Add("Resize, 18 axes scales", () => T(18).Fed(Floats(1, 1, 3, 5)).Without().Given(Tensor.Of<float>([2.5f], 1))
            .Op("Resize", Of("axes", [-1L])));
        foreach (var policy in new[] { "stretch", "not_larger", "not_smaller" })
            foreach (var (h, w) in ((long, long)[])[(7, 9), (10, 5), (2, 20), (50, 33)])
                cases.Add($"Resize, {policy} {h} {w}", () => T(18).Fed(Floats(1, 1, 5, 6)).Without().Without().Ints(h, w)
                    .Op("Resize", Of("axes", [2, 3L]), Of("keep_aspect_ratio_policy", policy), Of("mode", "linear")));
        foreach (var scale in new[] { 0.1f, 0.3f, 1.1f, 1.0f / 3, 3.7f, 1.3333334f })
            cases.Add($"Resize by {scale}", () =>
                T(13).Fed(Floats(1, 1, 30, 57)).Without().Given(Tensor.Of<float>([1, 1, scale, scale], 4)).Op("Resize", Of("mode", "linear")));
    }

    private static void Quantized(OrderedDictionary<string, Func<Tiny>> cases)
    {
        Tensor scale = Tensor.Scalar(ElementType.Float, 0.1), zero = Tensor.Scalar(ElementType.UInt8, 3);
        cases.Add("QuantizeLinear", () => T(13).Fed(Floats(2, 3)).Given(scale).Given(Tensor.Of<sbyte>([3])).Op("QuantizeLinear"));
        cases.Add("QuantizeLinear, default", () => T(13).Fed(Floats(2, 3)).Given(scale).Op("QuantizeLinear"));
        cases.Add("QuantizeLinear, 21", () => T(21).Fed(Floats(2, 3)).Given(scale)
            .Op("QuantizeLinear", Of("output_dtype", (long)ElementType.Int8)));
        cases.Add("DequantizeLinear", () => T(13).Fed(Numbers(ElementType.UInt8, 2, 3)).Given(scale).Op("DequantizeLinear"));
        cases.Add("DynamicQuantizeLinear", () => T(11).Fed(Floats(2, 3)).Op("DynamicQuantizeLinear", 3));
        cases.Add("QLinearConv", () => T(10).Fed(Numbers(ElementType.UInt8, 1, 2, 5, 5)).Given(scale).Given(zero)
            .Given(Numbers(ElementType.UInt8, 3, 2, 3, 3)).Given(scale).Given(zero).Given(scale).Given(zero)
            .Given(Numbers(ElementType.Int32, 3)).Op("QLinearConv", Of("pads", [1, 1, 0, 0L])));
        cases.Add("ConvInteger", () => T(10).Fed(Numbers(ElementType.UInt8, 1, 2, 5, 5)).Given(Numbers(ElementType.UInt8, 3, 2, 3, 3))
            .Op("ConvInteger"));
        cases.Add("MatMulInteger", () => T(10).Fed(Numbers(ElementType.UInt8, 2, 3)).Given(Numbers(ElementType.UInt8, 3, 4))
            .Op("MatMulInteger"));
        cases.Add("QLinearMatMul", () => T(10).Fed(Numbers(ElementType.UInt8, 2, 3)).Given(scale).Given(zero)
            .Given(Numbers(ElementType.UInt8, 3, 4)).Given(scale).Given(zero).Given(scale).Given(zero).Op("QLinearMatMul"));
    }

    private static Tensor Ones(params long[] sizes) => Tensor.Filled(ElementType.Float, sizes, 1);
}

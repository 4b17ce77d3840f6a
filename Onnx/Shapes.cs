using SegEdge.Onnx.ShapeRules;

namespace SegEdge.Onnx;

/// <summary>Types and shapes of what nodes make, from what they read. An operator that is not known here makes values of the type and shape
/// that the file declares, or of unknown ones. Open dimensions flow through: by name where an operator keeps or copies them, else as
/// unknown.</summary>
public static class Shapes
{
    private static readonly Dictionary<string, ShapeRule> Rules = Table(
        (Elementwise.Like, [
            "Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Selu", "Celu", "Mish", "Gelu", "Swish", "Sigmoid", "HardSigmoid", "HardSwish", "Softplus",
            "Softsign", "Shrink", "Clip", "Tanh", "Erf", "Exp", "Log", "Sqrt", "Reciprocal", "Neg", "Abs", "Sign", "Floor", "Ceil", "Round",
            "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "BitwiseNot", "Identity", "Not",
            "LRN", "LpNormalization", "MeanVarianceNormalization", "GroupNormalization", "RMSNormalization",
            "Trilu", "CumSum", "ReverseSequence", "ScatterND", "ScatterElements", "Scatter"]),
        (Elementwise.Test, ["IsNaN", "IsInf"]),
        (Elementwise.Arithmetic, [
            "Add", "Sub", "Mul", "Div", "Mod", "Pow", "Min", "Max", "Sum", "Mean",
            "And", "Or", "Xor", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor"]),
        (Elementwise.Compare, ["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"]),
        (Elementwise.Where, ["Where"]),
        (Elementwise.Cast, ["Cast"]),
        (Elementwise.CastLike, ["CastLike"]),
        (Elementwise.PRelu, ["PRelu"]),
        (Elementwise.Dropout, ["Dropout"]),
        (Normalization.BatchNormalization, ["BatchNormalization"]),
        (Normalization.LayerNormalization, ["LayerNormalization"]),
        (Normalization.InstanceNormalization, ["InstanceNormalization"]),
        (Normalization.Softmax, ["Softmax", "LogSoftmax", "Hardmax"]),
        (Convolution.Conv, ["Conv"]),
        (Convolution.ConvTranspose, ["ConvTranspose"]),
        (Convolution.ConvInteger, ["ConvInteger"]),
        (Convolution.QLinearConv, ["QLinearConv"]),
        (Pooling.Windowed, ["MaxPool", "AveragePool", "LpPool"]),
        (Pooling.Global, ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"]),
        (Products.MatMul, ["MatMul"]),
        (Products.MatMulInteger, ["MatMulInteger"]),
        (Products.QLinearMatMul, ["QLinearMatMul"]),
        (Products.Gemm, ["Gemm"]),
        (Products.Einsum, ["Einsum"]),
        (Reshaping.Reshape, ["Reshape"]),
        (Reshaping.Flatten, ["Flatten"]),
        (Reshaping.Squeeze, ["Squeeze"]),
        (Reshaping.Unsqueeze, ["Unsqueeze"]),
        (Movement.Transpose, ["Transpose"]),
        (Movement.Concat, ["Concat"]),
        (Movement.Expand, ["Expand"]),
        (Movement.Tile, ["Tile"]),
        (Movement.DepthToSpace, ["DepthToSpace"]),
        (Movement.SpaceToDepth, ["SpaceToDepth"]),
        (Slicing.Slice, ["Slice"]),
        (Slicing.Split, ["Split"]),
        (Slicing.Pad, ["Pad"]),
        (Gathering.Gather, ["Gather"]),
        (Gathering.GatherElements, ["GatherElements"]),
        (Gathering.GatherND, ["GatherND"]),
        (Gathering.NonZero, ["NonZero"]),
        (Gathering.OneHot, ["OneHot"]),
        (Gathering.GridSample, ["GridSample"]),
        (Reduction.Reduce, [
            "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp"]),
        (Reduction.ReduceSum, ["ReduceSum"]),
        (Reduction.ArgMax, ["ArgMax", "ArgMin"]),
        (Reduction.TopK, ["TopK"]),
        (Resizing.Resize, ["Resize"]),
        (Resizing.Upsample, ["Upsample"]),
        (Making.Constant, ["Constant"]),
        (Making.ConstantOfShape, ["ConstantOfShape"]),
        (Making.ShapeOf, ["Shape"]),
        (Making.Size, ["Size"]),
        (Making.Range, ["Range"]),
        (Making.EyeLike, ["EyeLike"]),
        (Quantization.QuantizeLinear, ["QuantizeLinear"]),
        (Quantization.DequantizeLinear, ["DequantizeLinear"]),
        (Quantization.DynamicQuantizeLinear, ["DynamicQuantizeLinear"]));

    /// <summary>Goes through the graph in order and replaces what the file declared by what follows from the inputs, where something
    /// follows: a number or a name wins over what was declared (which may be stale), an unknown dimension leaves it.</summary>
    /// <exception cref="OnnxException">A node's inputs cannot be what its operator needs; the message names the node.</exception>
    public static void Infer(Model model) => Infer(model.Graph, model.Opset);

    /// <inheritdoc cref="Infer(Model)"/>
    internal static void Infer(Node node, long opset)
    {
        if (node.Domain.Length > 0 || !Rules.TryGetValue(node.OpType, out var rule)) return;
        try
        {
            rule(new Inference(node, opset));
        }
        catch (ArithmeticException e)
        {
            // Expected only from damaged files: a size beyond 64 bits.
            throw new OnnxException($"{node}: its sizes overflow; expected sizes that fit into 63 bits.", e);
        }
    }

    // If, Loop and Scan keep what the file says of their outputs; inside, everything follows from the outside and from what they declare.
    private static void Infer(Graph graph, long opset)
    {
        foreach (var node in graph.Nodes)
        {
            foreach (var subgraph in node.Subgraphs) Infer(subgraph, opset);
            Infer(node, opset);
        }
    }

    private static Dictionary<string, ShapeRule> Table(params ReadOnlySpan<(ShapeRule Rule, string[] OpTypes)> rows)
    {
        var table = new Dictionary<string, ShapeRule>();
        foreach (var (rule, opTypes) in rows)
            foreach (var opType in opTypes) table.Add(opType, rule);
        return table;
    }
}

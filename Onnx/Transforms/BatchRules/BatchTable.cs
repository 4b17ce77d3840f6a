namespace SegEdge.Onnx.Transforms.BatchRules;

/// <summary>Which operators work on each picture of a batch alone, and how. One that is not here is refused.</summary>
internal static class BatchTable
{
    private static readonly Dictionary<string, BatchRule> Rules = Table(
        (Elementwise.Unary, [
            "Relu", "LeakyRelu", "ThresholdedRelu", "Elu", "Selu", "Celu", "Mish", "Gelu", "Swish", "Sigmoid", "HardSigmoid", "HardSwish", "Softplus", "Softsign",
            "Shrink", "Clip", "Tanh", "Erf", "Exp", "Log", "Sqrt", "Reciprocal", "Neg", "Abs", "Sign", "Floor", "Ceil", "Round", "Sin", "Cos", "Tan", "Asin",
            "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Identity", "Not", "IsNaN", "IsInf", "Cast", "CastLike", "Dropout"]),
        (Elementwise.Broadcast, [
            "Add", "Sub", "Mul", "Div", "Mod", "Pow", "Min", "Max", "Sum", "Mean", "And", "Or", "Xor", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual",
            "Where", "PRelu"]),
        (Elementwise.FirstAxis, [
            "Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool",
            "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth"]),
        (Elementwise.Along(-1), ["Softmax", "LogSoftmax", "Hardmax", "LpNormalization", "TopK"]),
        (Elementwise.Along(0), ["Split"]),
        (Elementwise.Along(1), ["QuantizeLinear", "DequantizeLinear"]),
        (Elementwise.FromAxisOn, ["LayerNormalization", "RMSNormalization"]),
        (Movement.Reshape, ["Reshape"]),
        (Movement.Flatten, ["Flatten"]),
        (Movement.Transpose, ["Transpose"]),
        (Movement.Squeeze, ["Squeeze"]),
        (Movement.Unsqueeze, ["Unsqueeze"]),
        (Movement.Concat, ["Concat"]),
        (Movement.Slice, ["Slice"]),
        (Movement.Pad, ["Pad"]),
        (Movement.Expand, ["Expand"]),
        (Movement.Tile, ["Tile"]),
        (Movement.Gather, ["Gather"]),
        (Movement.Resize, ["Resize"]),
        (Products.MatMul, ["MatMul", "MatMulInteger"]),
        (Products.Gemm, ["Gemm"]),
        (Reduction.Reduce, [
            "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp"]),
        (Reduction.ArgMax, ["ArgMax", "ArgMin"]));

    public static BatchAxis Apply(BatchNode n) => n.Node.Domain.Length == 0 && Rules.TryGetValue(n.Node.OpType, out var rule)
        ? rule(n)
        : throw n.Refuse(n.Node.Subgraphs.Any() ? "its subgraphs read the pictures" : "nothing is known of it and batches (add a rule in Onnx/Transforms/BatchRules/)");

    private static Dictionary<string, BatchRule> Table(params ReadOnlySpan<(BatchRule Rule, string[] OpTypes)> rows)
    {
        var table = new Dictionary<string, BatchRule>();
        foreach (var (rule, opTypes) in rows)
            foreach (var opType in opTypes) table.Add(opType, rule);
        return table;
    }
}

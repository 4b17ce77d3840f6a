namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>The operators that TensorRT 8.4, the oldest that Jetson devices run today, takes with 32-bit floats. Those that only later versions
/// take (Reciprocal, LayerNormalization, Gelu, ...) are not here, so that a gradient runs on old devices too.</summary>
/// <remarks>Source: onnx-tensorrt, docs/operators.md, release 8.4, column Supported; recurrent and quantised operators, loops and scatters are left
/// out because no gradient may use them.</remarks>
internal static class TensorRt
{
    private static readonly HashSet<string> Supported =
    [
        "Abs", "Acos", "Acosh", "Add", "And", "ArgMax", "ArgMin", "Asin", "Asinh", "Atan", "Atanh", "AveragePool", "BatchNormalization", "Cast", "Ceil",
        "Celu", "Clip", "Concat", "Constant", "ConstantOfShape", "Conv", "ConvTranspose", "Cos", "Cosh", "CumSum", "DepthToSpace", "Div", "Dropout",
        "Elu", "Equal", "Erf", "Exp", "Expand", "EyeLike", "Flatten", "Floor", "Gather", "GatherElements", "GatherND", "Gemm", "GlobalAveragePool",
        "GlobalLpPool", "GlobalMaxPool", "Greater", "GreaterOrEqual", "HardSigmoid", "Identity", "InstanceNormalization", "IsNaN", "LeakyRelu", "Less",
        "LessOrEqual", "Log", "LogSoftmax", "LpNormalization", "LpPool", "LRN", "MatMul", "Max", "MaxPool", "Mean", "Min", "Mul", "Neg", "Not", "Or",
        "Pad", "Pow", "PRelu", "Range", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
        "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "Resize", "Round", "Selu", "Shape", "Sigmoid", "Sign", "Sin", "Sinh", "Size", "Slice",
        "Softmax", "Softplus", "Softsign", "SpaceToDepth", "Split", "Sqrt", "Squeeze", "Sub", "Sum", "Tan", "Tanh", "ThresholdedRelu", "Tile", "TopK",
        "Transpose", "Unsqueeze", "Upsample", "Where", "Xor",
    ];

    /// <summary>Every node that the gradient added is of a supported operator.</summary>
    public static void AssertSupports(Model differentiated) =>
        Assert.All(differentiated.Graph.Nodes.Where(n => n.Name.StartsWith("gradient/", StringComparison.Ordinal)), n => Assert.Contains(n.OpType, Supported));
}

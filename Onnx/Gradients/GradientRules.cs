using static SegEdge.Onnx.Gradients.GradientRule;

namespace SegEdge.Onnx.Gradients;

/// <summary>Which operator has which gradient: the table that <see cref="ReverseMode"/> walks with. A new operator is one method and one line here,
/// see docs/adding-an-operator.md. Operators of other domains stand as <c>domain.Operator</c>.</summary>
internal static class GradientRules
{
    private static readonly Dictionary<string, GradientRule> Rules = new()
    {
        // Elementwise.cs
        ["Add"] = Broadcast(Elementwise.Add),
        ["Sub"] = Broadcast(Elementwise.Sub),
        ["Mul"] = Broadcast(Elementwise.Mul),
        ["Div"] = Broadcast(Elementwise.Div),
        ["Sum"] = Broadcast(Elementwise.Sum),
        ["Mean"] = Broadcast(Elementwise.Mean),
        ["Max"] = Broadcast(Elementwise.Extreme),
        ["Min"] = Broadcast(Elementwise.Extreme),
        ["Pow"] = Broadcast(Elementwise.Pow),
        ["Where"] = Broadcast(Elementwise.Where),
        ["Neg"] = One(Elementwise.Neg),
        ["Abs"] = One(Elementwise.Abs),
        ["Exp"] = One(Elementwise.Exp),
        ["Log"] = One(Elementwise.Log),
        ["Sqrt"] = One(Elementwise.Sqrt),
        ["Reciprocal"] = One(Elementwise.Reciprocal),
        ["Sin"] = One(Elementwise.Sin),
        ["Cos"] = One(Elementwise.Cos),
        ["Identity"] = One(Elementwise.Identity),
        ["Cast"] = One(Elementwise.Cast),
        ["Dropout"] = One(Elementwise.Dropout),

        // Activations.cs
        ["Relu"] = One(Activations.Relu),
        ["ThresholdedRelu"] = One(Activations.ThresholdedRelu),
        ["LeakyRelu"] = One(Activations.LeakyRelu),
        ["PRelu"] = Broadcast(Activations.PRelu),
        ["Clip"] = One(Activations.Clip),
        ["Sigmoid"] = One(Activations.Sigmoid),
        ["HardSigmoid"] = One(Activations.HardSigmoid),
        ["HardSwish"] = One(Activations.HardSwish),
        ["Tanh"] = One(Activations.Tanh),
        ["Erf"] = One(Activations.Erf),
        ["Gelu"] = One(Activations.Gelu),
        ["Elu"] = One(Activations.Elu),
        ["Selu"] = One(Activations.Selu),
        ["Celu"] = One(Activations.Celu),
        ["Softplus"] = One(Activations.Softplus),
        ["Softsign"] = One(Activations.Softsign),
        ["Mish"] = One(Activations.Mish),

        // Products.cs
        ["MatMul"] = Broadcast(Products.MatMul),
        ["Gemm"] = Broadcast(Products.Gemm),
        ["Softmax"] = One(Products.Softmax),
        ["LogSoftmax"] = One(Products.LogSoftmax),

        // Movement.cs
        ["Reshape"] = One(Movement.Reshape),
        ["Flatten"] = One(Movement.Reshape),
        ["Squeeze"] = One(Movement.Reshape),
        ["Unsqueeze"] = One(Movement.Reshape),
        ["Transpose"] = One(Movement.Transpose),
        ["Expand"] = Broadcast(Movement.Expand),
        ["Tile"] = One(Movement.Tile),
        ["Concat"] = One(Movement.Concat),
        ["Split"] = Many(Movement.Split),
        ["DepthToSpace"] = One(Movement.DepthToSpace),
        ["SpaceToDepth"] = One(Movement.SpaceToDepth),
        ["Gather"] = One(Movement.Gather),

        // Slicing.cs
        ["Slice"] = One(Slicing.Slice),
        ["Pad"] = One(Slicing.Pad),

        // Reduction.cs
        ["ReduceSum"] = One(Reduction.Sum),
        ["ReduceMean"] = One(Reduction.Mean),
        ["ReduceMax"] = One(Reduction.Extreme),
        ["ReduceMin"] = One(Reduction.Extreme),
        ["ReduceLogSumExp"] = One(Reduction.LogSumExp),
        ["ReduceLogSum"] = One(Reduction.LogSum),
        ["ReduceL1"] = One(Reduction.L1),
        ["ReduceL2"] = One(Reduction.L2),
        ["ReduceSumSquare"] = One(Reduction.SumSquare),
        ["ReduceProd"] = One(Reduction.Product),

        // Normalization.cs
        ["BatchNormalization"] = One(Normalization.BatchNormalization),
        ["LayerNormalization"] = Broadcast(Normalization.LayerNormalization),
        ["InstanceNormalization"] = One(Normalization.InstanceNormalization),
        ["GroupNormalization"] = One(Normalization.GroupNormalization),

        // Convolution.cs
        ["Conv"] = One(Convolution.Conv),
        ["ConvTranspose"] = One(Convolution.ConvTranspose),

        // Pooling.cs
        ["MaxPool"] = One(Pooling.MaxPool),
        ["AveragePool"] = One(Pooling.AveragePool),
        ["GlobalAveragePool"] = One(Pooling.GlobalAveragePool),
        ["GlobalMaxPool"] = One(Pooling.GlobalMaxPool),

        // Resizing.cs
        ["Resize"] = One(Resizing.Resize),
    };

    /// <summary>Operators whose outputs do not change with small changes of their inputs: whole numbers, truth values, shapes, steps. The
    /// gradient through them is zero, and they end a path. Not an error: other paths carry on.</summary>
    public static readonly IReadOnlySet<string> Steps = new HashSet<string>
    {
        // Positions and counts.
        "ArgMax", "ArgMin", "NonZero", "NonMaxSuppression", "Shape", "Size", "Unique",
        // Comparisons and logic.
        "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "IsInf", "IsNaN", "And", "Or", "Xor", "Not",
        "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot",
        // Piecewise constant.
        "Floor", "Ceil", "Round", "Sign", "Hardmax",
        // Made from a shape or a type only.
        "ConstantOfShape", "EyeLike", "RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial",
    };

    /// <summary>Operators that compute in whole numbers for speed. Their true gradient is zero nearly everywhere and useless; between a wanted
    /// value and the score they are an error that names them.</summary>
    public static readonly IReadOnlySet<string> Quantised = new HashSet<string>
    {
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "ConvInteger", "MatMulInteger", "QLinearConv", "QLinearMatMul",
        "com.microsoft.QuantizeLinear", "com.microsoft.DequantizeLinear", "com.microsoft.QLinearAdd", "com.microsoft.QLinearMul",
        "com.microsoft.QLinearConv", "com.microsoft.QLinearConcat", "com.microsoft.QLinearAveragePool", "com.microsoft.QLinearGlobalAveragePool",
        "com.microsoft.QLinearLeakyRelu", "com.microsoft.QLinearSigmoid", "com.microsoft.QLinearSoftmax", "com.microsoft.QLinearReduceMean",
        "com.microsoft.QLinearWhere", "com.microsoft.QGemm", "com.microsoft.MatMulIntegerToFloat", "com.microsoft.DynamicQuantizeMatMul",
        "com.microsoft.QAttention",
    };

    /// <summary>Operators that have a rule.</summary>
    public static IReadOnlyCollection<string> Names => Rules.Keys;

    /// <summary>How the tables name a node's operator.</summary>
    public static string Key(Node node) => node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}";

    /// <exception cref="OnnxException">There is none; the message names the node and says where to add one.</exception>
    public static GradientRule For(Node node, long opset) => Rules.GetValueOrDefault(Key(node))
        ?? throw new OnnxException($"No gradient for '{Key(node)}' (node '{NameOf(node)}', opset {opset}). {Advice(node)}");

    private static string NameOf(Node node) => node.Name.Length > 0 ? node.Name : node.Output.Name;

    private static string Advice(Node node) => node.Subgraphs.Any()
        ? "It runs a subgraph; expected none on the way from the wanted values to the score. Export the model again without control flow."
        : "Add a rule in Onnx/Gradients/.";
}

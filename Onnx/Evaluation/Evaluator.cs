namespace SegEdge.Onnx.Evaluation;

/// <summary>What a node makes of known inputs.</summary>
/// <returns>Null: not for these inputs, because ONNX Runtime's bits could be others, or the operator fails on them.</returns>
internal delegate Tensor[]? Kernel(Operands o);

/// <summary>Computes the cheap operators of shapes and constants before any run. Every result equals ONNX Runtime's bit for bit; an
/// operator whose rounding is a matter of its implementation (Exp, Pow, MatMul, sums of floats, float16 arithmetic;
/// Reciprocal, which ONNX Runtime may approximate where the processor has FMA) is not here.</summary>
internal static class Evaluator
{
    private static readonly Dictionary<string, Kernel> Kernels = new()
    {
        ["Constant"] = o => o.Node.ConstantTensor() is { } tensor ? [tensor] : null,
        ["Identity"] = o => [o[0]],
        ["Shape"] = Making.Shape,
        ["Size"] = Making.Size,
        ["ConstantOfShape"] = Making.ConstantOfShape,
        ["Range"] = Making.Range,
        ["Reshape"] = Moving.Relabel,
        ["Flatten"] = Moving.Relabel,
        ["Squeeze"] = Moving.Relabel,
        ["Unsqueeze"] = Moving.Relabel,
        ["Transpose"] = Moving.Transpose,
        ["Expand"] = Moving.Expand,
        ["Tile"] = Moving.Tile,
        ["Slice"] = Moving.Slice,
        ["Split"] = Moving.Split,
        ["Concat"] = Moving.Concat,
        ["Gather"] = Moving.Gather,
        ["Where"] = Moving.Where,
        ["Cast"] = Casting.Cast,
        ["Add"] = Arithmetic.Pairs<Plus>,
        ["Sub"] = Arithmetic.Pairs<Minus>,
        ["Mul"] = Arithmetic.Pairs<Times>,
        ["Div"] = Arithmetic.Pairs<Over>,
        ["Min"] = Arithmetic.Integers<Least>,
        ["Max"] = Arithmetic.Integers<Greatest>,
        ["Neg"] = Arithmetic.Each<Negative>,
        ["Abs"] = Arithmetic.Each<Magnitude>,
        ["Sqrt"] = Arithmetic.Floats<Root>,
        ["Floor"] = Arithmetic.Floats<Down>,
        ["Ceil"] = Arithmetic.Floats<Up>,
        ["Equal"] = Comparison.Pairs<Equal>,
        ["Less"] = Comparison.Pairs<Less>,
        ["LessOrEqual"] = Comparison.Pairs<LessOrEqual>,
        ["Greater"] = Comparison.Pairs<Greater>,
        ["GreaterOrEqual"] = Comparison.Pairs<GreaterOrEqual>,
        ["Not"] = Comparison.Not,
        ["And"] = o => Comparison.Bools(o, (a, b) => a & b),
        ["Or"] = o => Comparison.Bools(o, (a, b) => a | b),
    };

    public static bool Knows(Node node) => node.Domain.Length == 0 && Kernels.ContainsKey(node.OpType);

    /// <summary>Whether a node's result follows from the shape of what it reads, whatever the numbers.</summary>
    public static bool NeedsOnlyShapes(Node node) => node.Is("Shape") || node.Is("Size");

    /// <param name="inputs">One for each of the node's; null where it is left out, or where only its shape is known and needed.</param>
    /// <param name="mostBytes">Of all outputs together; what would be larger is not computed.</param>
    /// <returns>The outputs; null if they cannot be computed exactly.</returns>
    /// <exception cref="OnnxException">The inputs cannot be what the operator needs.</exception>
    public static Tensor[]? Evaluate(Node node, IReadOnlyList<Tensor?> inputs, long opset, long mostBytes)
    {
        if (!Knows(node) || node.Outputs.Contains(null)) return null;
        // A node of our own: shapes follow from the inputs' numbers alone, and nothing of the graph changes.
        var values = node.Inputs.Select((v, k) => inputs[k] is { } tensor ? new Value(v!.Name, tensor) : v).ToArray();
        var alone = new Node(node.OpType, values, node.Outputs.Select(o => new Value(o!.Name)).ToArray(), node.Attributes, node.Name);
        Shapes.Infer(alone, opset);
        long bytes = 0;
        foreach (var output in alone.Outputs)
        {
            // Whole bytes only: strings and 4-bit numbers stay with the engine.
            if (output!.Type.Bits() is not { } bits || bits % 8 != 0 || output.Shape is not { IsStatic: true } shape) return null;
            var size = Tensor.BytesFor(shape.Sizes(), bits);
            if (size < 0 || (bytes += size) > mostBytes) return null;
        }
        if (values.Any(v => v is not null && v.Constant is { Type: var type } && (type.Bits() ?? 4) % 8 != 0)) return null;
        return Kernels[node.OpType](new Operands(alone, opset));
    }
}

using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>A model's arithmetic in double precision, for differences that float's rounding would drown. ONNX Runtime has no double kernel
/// for convolutions and some others on the CPU; those are spelled in operators that have one (<see cref="DoubleKernels"/>).</summary>
/// <remarks>Requires fixed shapes. Ensures the same function: where the model has a floating input, output or constant, this one has a Double of
/// the same name and numbers.</remarks>
internal sealed class InDouble
{
    private readonly Model _from;
    private readonly GraphBuilder _b;
    private readonly DoubleKernels _kernels;
    private readonly Dictionary<Value, Value> _made = [];

    private InDouble(Model from)
    {
        _from = from;
        var to = new Model(new Graph(from.Graph.Name)) { Opset = from.Opset, IrVersion = Math.Max(from.IrVersion, 8) };
        _b = new GraphBuilder(to, "double");
        _kernels = new DoubleKernels(_b);
        Result = to;
    }

    private Model Result { get; }

    public static Model Of(Model model)
    {
        var source = model.Clone();
        new UpgradeOpset().Apply(source);
        Shapes.Infer(source);
        var work = new InDouble(source);
        work.Copy();
        return work.Result;
    }

    /// <summary>The numbers of a floating tensor as Double, any other as it is.</summary>
    public static Tensor Of(Tensor tensor) =>
        tensor.Type.IsFloating() ? Tensor.FromDoubles(ElementType.Double, tensor.ToDoubles(), [.. tensor.Dimensions]) : tensor;

    private void Copy()
    {
        foreach (var input in _from.Graph.FreeInputs)
            _made[input] = _b.Input(input.Name, input.Type.IsFloating() ? ElementType.Double : input.Type, input.Shape!);
        foreach (var node in _from.Graph.Nodes) Copy(node);
        foreach (var output in _from.Graph.Outputs) _b.Output(output.Name, Made(output));
    }

    private void Copy(Node node)
    {
        if (node.IsConstant) return;
        Value?[] inputs = [.. node.Inputs.Select(i => i is null ? null : Made(i))];
        if (_kernels.Spell(node, inputs) is { } spelled)
        {
            _made[node.Output] = spelled;
            return;
        }
        var copy = _b.Node(node.OpType, inputs, node.Outputs.Count, [.. node.Attributes.Select(InDoubleToo)]);
        for (var i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is { } output) _made[output] = copy.Outputs[i]!;
    }

    private static Attribute InDoubleToo(Attribute attribute) => attribute switch
    {
        { Name: "to", Data: (long)ElementType.Float } => Attribute.Of("to", (long)ElementType.Double),
        { Data: Tensor tensor } => Attribute.Of(attribute.Name, Of(tensor)),
        _ => attribute,
    };

    private Value Made(Value value)
    {
        if (_made.TryGetValue(value, out var made)) return made;
        var constant = value.Constant ?? throw new InvalidOperationException($"{value} has no maker in the copy.");
        return _made[value] = _b.Const(Of(constant));
    }
}

namespace SegEdge.Onnx;

/// <summary>Adds nodes to a model, with fresh names and with the types and shapes of what they make. Speaks opset 13 and later, see
/// <see cref="Transforms.UpgradeOpset"/>; where an operator's form changed since, the method here writes the right one.</summary>
public class GraphBuilder
{
    private readonly Model _model;
    private readonly string _prefix;
    private readonly HashSet<string> _names = [];
    private int _made;

    /// <param name="prefix">Of every name that is made: says in a listing which transform did it.</param>
    /// <exception cref="OnnxException">The model's opset is below 13.</exception>
    public GraphBuilder(Model model, string prefix)
    {
        if (model.Opset < 13) throw new OnnxException($"opset {model.Opset}; nodes are added to opset 13 and later. Run UpgradeOpset first.");
        (_model, _prefix) = (model, prefix);
        Collect(model.Graph);
    }

    public Graph Graph => _model.Graph;

    public long Opset => _model.Opset;

    /// <summary>A node with one output.</summary>
    /// <returns>What it makes.</returns>
    public Value Op(string opType, params ReadOnlySpan<Value?> inputs) => Node(opType, inputs, 1).Output;

    /// <inheritdoc cref="Op(string, ReadOnlySpan{Value?})"/>
    public Value Op(string opType, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<Attribute> attributes) => Node(opType, inputs, 1, attributes).Output;

    public Node Node(string opType, ReadOnlySpan<Value?> inputs, int outputs, params ReadOnlySpan<Attribute> attributes)
    {
        var name = Fresh(opType);
        var values = new Value[outputs];
        for (var i = 0; i < outputs; i++) values[i] = new Value(outputs == 1 ? name : Fresh(opType));
        var node = new Node(opType, inputs.ToArray(), values, attributes.ToArray(), name);
        Shapes.Infer(node, Opset);
        Graph.Nodes.Add(node);
        return node;
    }

    public Value Input(string name, ElementType type, Shape shape)
    {
        var value = new Value(Claim(name), type, shape);
        Graph.Inputs.Add(value);
        return value;
    }

    /// <summary>Makes a value an output of the graph under a name of its own.</summary>
    public Value Output(string name, Value value)
    {
        var named = Op("Identity", value);
        named.Name = Claim(name);
        Graph.Outputs.Add(named);
        return named;
    }

    public Value Const(Tensor tensor)
    {
        var value = new Value(Fresh("const"), tensor);
        Graph.Initializers.Add(value);
        return value;
    }

    /// <summary>One number of another value's type, as a scalar.</summary>
    public Value Scalar(Value like, double number) => Const(Tensor.Scalar(like.Type, number));

    public Value Ints(params ReadOnlySpan<long> numbers) => Const(Tensor.Vector(numbers));

    public Value Add(Value a, Value b) => Op("Add", a, b);

    public Value Sub(Value a, Value b) => Op("Sub", a, b);

    public Value Mul(Value a, Value b) => Op("Mul", a, b);

    public Value Div(Value a, Value b) => Op("Div", a, b);

    public Value Neg(Value a) => Op("Neg", a);

    /// <param name="condition">Bool.</param>
    public Value Where(Value condition, Value then, Value otherwise) => Op("Where", condition, then, otherwise);

    public Value MatMul(Value a, Value b) => Op("MatMul", a, b);

    public Value Cast(Value x, ElementType to) => x.Type == to ? x : Op("Cast", [x], Attribute.Of("to", (long)to));

    /// <param name="sizes">0 keeps a dimension, -1 (once) takes what is left.</param>
    public Value Reshape(Value x, params ReadOnlySpan<long> sizes) => Op("Reshape", x, Ints(sizes));

    public Value Transpose(Value x, params ReadOnlySpan<long> permutation) => Op("Transpose", [x], Attribute.Of("perm", permutation.ToArray()));

    public Value Concat(long axis, params ReadOnlySpan<Value?> parts) => Op("Concat", parts, Attribute.Of("axis", axis));

    public Value Squeeze(Value x, params ReadOnlySpan<long> axes) => Op("Squeeze", x, Ints(axes));

    public Value Unsqueeze(Value x, params ReadOnlySpan<long> axes) => Op("Unsqueeze", x, Ints(axes));

    public Value ReduceSum(Value x, ReadOnlySpan<long> axes, bool keepDims = true) =>
        Op("ReduceSum", [x, Ints(axes)], Attribute.Of("keepdims", keepDims ? 1 : 0));

    /// <summary>ReduceMean, ReduceMax, ReduceLogSumExp and their kin, whose axes became an input with opset 18.</summary>
    public Value Reduce(string opType, Value x, ReadOnlySpan<long> axes, bool keepDims = true) => Opset >= 18 || opType == "ReduceSum"
        ? Op(opType, [x, Ints(axes)], Attribute.Of("keepdims", keepDims ? 1 : 0))
        : Op(opType, [x], Attribute.Of("keepdims", keepDims ? 1 : 0), Attribute.Of("axes", axes.ToArray()));

    /// <param name="ends">Exclusive; long.MaxValue is the end.</param>
    public Value Slice(Value x, ReadOnlySpan<long> starts, ReadOnlySpan<long> ends, ReadOnlySpan<long> axes, ReadOnlySpan<long> steps = default) =>
        steps.IsEmpty ? Op("Slice", x, Ints(starts), Ints(ends), Ints(axes)) : Op("Slice", x, Ints(starts), Ints(ends), Ints(axes), Ints(steps));

    /// <summary>Adds zeros around.</summary>
    /// <param name="pads">Of each axis the number before, then of each the number after.</param>
    public Value Pad(Value x, params ReadOnlySpan<long> pads) => Op("Pad", x, Ints(pads));

    /// <summary>A name that nothing in the model has yet.</summary>
    public string Fresh(string stem)
    {
        while (true)
        {
            var name = $"{_prefix}/{stem}_{_made++}";
            if (_names.Add(name)) return name;
        }
    }

    private string Claim(string name) => _names.Add(name)
        ? name
        : throw new OnnxException($"Graph '{Graph.Name}' has a value '{name}' already; expected another name.");

    private void Collect(Graph graph)
    {
        foreach (var value in graph.Values()) _names.Add(value.Name);
        foreach (var node in graph.Nodes)
        {
            _names.Add(node.Name);
            foreach (var subgraph in node.Subgraphs) Collect(subgraph);
        }
    }
}

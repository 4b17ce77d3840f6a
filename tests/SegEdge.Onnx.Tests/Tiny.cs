namespace SegEdge.Onnx.Tests;

/// <summary>A model of one operator, at any opset: what a test asks about it, ONNX Runtime is asked too.</summary>
internal sealed class Tiny
{
    private readonly List<(string Name, Tensor Tensor)> _feeds = [];
    private readonly List<Value?> _inputs = [];
    private readonly long _opset;

    public Tiny(long opset, long irVersion = 8)
    {
        _opset = opset;
        Model = new Model(new Graph("tiny")) { IrVersion = irVersion, Opset = opset };
    }

    public Model Model { get; }

    public IReadOnlyList<(string Name, Tensor Tensor)> Feeds => _feeds;

    public Node Node => Model.Graph.Nodes[^1];

    /// <summary>An input of the graph that is fed with the tensor and declared with its shape, or with another that the tensor
    /// fits.</summary>
    public Tiny Fed(Tensor tensor, Shape? declared = null)
    {
        var value = new Value($"x{_inputs.Count}", tensor.Type, declared ?? tensor.Shape);
        Model.Graph.Inputs.Add(value);
        _feeds.Add((value.Name, tensor));
        _inputs.Add(value);
        return this;
    }

    /// <summary>An initializer.</summary>
    public Tiny Given(Tensor tensor)
    {
        var value = new Value($"c{_inputs.Count}", tensor);
        Model.Graph.Initializers.Add(value);
        _inputs.Add(value);
        return this;
    }

    /// <summary>An optional input that is left out.</summary>
    public Tiny Without()
    {
        _inputs.Add(null);
        return this;
    }

    public Tiny Ints(params long[] values) => Given(Tensor.Vector(values));

    /// <summary>The operator on what was given so far; its outputs are the graph's.</summary>
    public Tiny Op(string opType, params Attribute[] attributes) => Op(opType, 1, attributes);

    public Tiny Op(string opType, int outputs, params Attribute[] attributes)
    {
        var made = Enumerable.Range(0, outputs).Select(k => new Value($"y{k}")).ToArray();
        Model.Graph.Nodes.Add(new Node(opType, _inputs, made, attributes, "op"));
        Model.Graph.Outputs.AddRange(made);
        return this;
    }

    /// <summary>What inference says of each output.</summary>
    public string[] Inferred()
    {
        Shapes.Infer(Model);
        return [.. Model.Graph.Outputs.Select(o => $"{o.Type} {o.Shape}")];
    }

    public Dictionary<string, Tensor> Run(Model? model = null)
    {
        using var ort = new Ort(model ?? Model, optimize: false);
        return ort.Run([.. _feeds]);
    }

    /// <summary>Numbers between -2 and 2, the same in every run.</summary>
    public static Tensor Floats(params long[] sizes)
    {
        var random = new Random(11);
        return Tensor.Of<float>([.. Enumerable.Range(0, (int)sizes.Aggregate(1L, (a, b) =>
            a * b)).Select(_ => (random.NextSingle() * 4) - 2)], sizes);
    }

    /// <summary>As <see cref="Tensor.FromDoubles"/>, for any type that <see cref="Floats"/> can be cut to.</summary>
    public static Tensor Numbers(ElementType type, params long[] sizes)
    {
        var floats = Floats(sizes).ToFloats();
        return type switch
        {
            ElementType.Float => Floats(sizes),
            ElementType.Double => Tensor.Of<double>(Array.ConvertAll(floats, v => (double)v), sizes),
            ElementType.Float16 => Tensor.Of<Half>(Array.ConvertAll(floats, v => (Half)v), sizes),
            ElementType.Int64 => Tensor.Of<long>(Array.ConvertAll(floats, v => (long)(v * 3)), sizes),
            ElementType.Int32 => Tensor.Of<int>(Array.ConvertAll(floats, v => (int)(v * 3)), sizes),
            ElementType.UInt8 => Tensor.Of<byte>(Array.ConvertAll(floats, v => (byte)(100 + (v * 30))), sizes),
            ElementType.Int8 => Tensor.Of<sbyte>(Array.ConvertAll(floats, v => (sbyte)(v * 30)), sizes),
            ElementType.Bool => Tensor.Of<bool>(Array.ConvertAll(floats, v => v > 0), sizes),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
        };
    }
}

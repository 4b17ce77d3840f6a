namespace SegEdge.Onnx.ShapeRules;

/// <summary>Says type and shape of a node's outputs by <see cref="Inference.Set"/>.</summary>
/// <exception cref="OnnxException">The inputs cannot be what the operator needs.</exception>
internal delegate void ShapeRule(Inference i);

/// <summary>One node under inference: what a rule may ask about the inputs, and how it says what the outputs are.</summary>
internal sealed class Inference(Node node, long opset)
{
    private readonly Contents _contents = new(opset);

    public Node Node => node;

    public long Opset => opset;

    /// <summary>Null: left out, or not even the rank is known.</summary>
    public Shape? Shape(int input) => node.InputOrNull(input)?.Shape;

    /// <summary>Undefined: left out or not known.</summary>
    public ElementType Type(int input) => node.InputOrNull(input)?.Type ?? ElementType.Undefined;

    public bool Given(int input) => node.InputOrNull(input) is not null;

    /// <summary>The numbers of an input of any type, where they are known before a run.</summary>
    public Tensor? Known(int input) => node.InputOrNull(input) is { } value ? _contents.Whole(value) : null;

    /// <summary>The elements of an integer input of rank 0 or 1, as far as they are known; null if not even their number is.</summary>
    public Dim[]? Numbers(int input) => node.InputOrNull(input) is { } value ? _contents.Of(value) : null;

    /// <summary>The elements of an integer input of rank 0 or 1; null unless all are known.</summary>
    public long[]? Longs(int input) => Contents.Complete(Numbers(input));

    /// <summary>Says what an output is. An undefined type and a null shape leave what was declared; so does, per axis, an unknown
    /// dimension.</summary>
    public void Set(int output, ElementType type, Shape? shape)
    {
        if (node.OutputOrNull(output) is not { } value) return;
        if (type != ElementType.Undefined) value.Type = type;
        if (shape is null) return;
        foreach (var dim in shape)
            if (dim.Size < 0) throw Error($"output '{value.Name}' would be {shape}", "no negative dimension");
        var declared = value.Shape;
        value.Shape = declared is null || declared.Rank != shape.Rank
            ? shape
            : Onnx.Shape.Of(shape.Zip(declared, (found, said) => found == Dim.Unknown ? said : found));
    }

    /// <summary>An axis counted from the front.</summary>
    /// <param name="rank">Legal are -rank to rank - 1.</param>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Error($"axis {axis}", $"{-rank} to {rank - 1}");

    /// <inheritdoc cref="Axis"/>
    public int[] Axes(IEnumerable<long> axes, int rank)
    {
        var counted = axes.Select(a => Axis(a, rank)).ToArray();
        return counted.Distinct().Count() == counted.Length
            ? counted
            : throw Error($"axes [{string.Join(", ", counted)}]", "each axis once");
    }

    /// <summary>An input's shape, which must have the given rank.</summary>
    /// <returns>Null if it is not known.</returns>
    public Shape? Ranked(int input, int rank) => Shape(input) is not { } shape || shape.Rank == rank
        ? Shape(input)
        : throw Error($"input '{node.Input(input).Name}' {shape}", $"rank {rank}");

    /// <summary>Axes that are an attribute before an opset and an input from there on.</summary>
    /// <param name="given">Whether the node says any; then null means that they are not known before a run.</param>
    public long[]? AxesOf(long inputSince, out bool given, int input = 1, string attribute = "axes")
    {
        given = opset >= inputSince ? Given(input) : node.Has(attribute);
        return opset >= inputSince ? Longs(input) : node.Ints(attribute);
    }

    /// <summary>A dimension that two places state: both must be equal, and the one that knows more is taken.</summary>
    public Dim Same(Dim a, Dim b, string what)
    {
        if (a.Size is { } m && b.Size is { } n && m != n) throw Error($"{what} {m} and {n}", "equal ones");
        return a.Size is not null || (b.Size is null && a.Symbol is not null) ? a : b;
    }

    public OnnxException Error(string found, string expected) => new($"{node}: {found}; expected {expected}.");
}

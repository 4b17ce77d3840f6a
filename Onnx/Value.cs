namespace SegEdge.Onnx;

/// <summary>A tensor that flows through a graph: an input, a constant, or what a node makes. Identity is the object; the name is for
/// people and files.</summary>
public sealed class Value(string name, ElementType type = ElementType.Undefined, Shape? shape = null)
{
    private readonly Tensor? _initializer;

    /// <summary>A constant that is stored with its graph, not made by a node.</summary>
    public Value(string name, Tensor initializer) : this(name, initializer.Type, initializer.Shape) => _initializer = initializer;

    /// <summary>Unique in its graph; <see cref="Verifier"/> sees to it.</summary>
    public string Name { get; set; } = name;

    public ElementType Type { get; set; } = type;

    /// <summary>Null: not even the rank is known.</summary>
    public Shape? Shape { get; set; } = shape;

    /// <summary>The node that makes it; null for inputs and initializers.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>The numbers, where they are known before any run: of an initializer, or of a <c>Constant</c> node.</summary>
    public Tensor? Constant => _initializer ?? (Producer is { IsConstant: true } node ? node.ConstantTensor() : null);

    /// <summary>Stored with the graph (as an input too, before IR version 4), not made by a node.</summary>
    public bool IsInitializer => _initializer is not null || !Sparse.IsEmpty;

    /// <summary>A constant in the sparse form, as it stands in the file; carried and never opened.</summary>
    internal ReadOnlyMemory<byte> Sparse { get; init; }

    /// <summary>Fields of the file that this library has no name for; only Wire/ opens them.</summary>
    internal ReadOnlyMemory<byte> Opaque { get; set; }

    public override string ToString() => $"'{Name}' {Type} {Shape?.ToString() ?? "[...]"}";
}

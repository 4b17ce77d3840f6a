using SegEdge.Onnx.ShapeRules;

namespace SegEdge.Onnx.Gradients;

/// <summary>What a gradient rule writes with. It also knows which inputs of a node want a gradient, so that no node is spent on the others:
/// on constants, and on what does not depend on the wanted values.</summary>
public sealed class GradientBuilder : GraphBuilder
{
    private readonly IReadOnlySet<Value> _reached;

    /// <param name="reached">Values that depend on a wanted value.</param>
    internal GradientBuilder(Model model, string prefix, IReadOnlySet<Value> reached) : base(model, prefix) => _reached = reached;

    /// <summary>Whether a gradient with respect to this input is of use to anybody.</summary>
    public bool Needs(Node node, int input) => node.InputOrNull(input) is { } value && _reached.Contains(value);

    /// <summary>One gradient for each input that needs one, null for the others.</summary>
    /// <param name="gradient">Of the input with that index.</param>
    public Value?[] Each(Node node, Func<int, Value?> gradient)
    {
        var gradients = new Value?[node.Inputs.Count];
        for (var i = 0; i < gradients.Length; i++)
            if (Needs(node, i)) gradients[i] = gradient(i);
        return gradients;
    }

    /// <summary>1 where the condition holds, else 0, in a floating type.</summary>
    /// <remarks>A product with this is the fastest way to let a gradient through here and not there. ONNX Runtime 1.31.1, one thread, Relu and its
    /// gradient on [1, 64, 90, 160]: 0.84 ms with Mul and Cast, 1.09 with Where, 1.28 with Mul and Sign.</remarks>
    public Value Mask(Value condition, Value like) => Cast(condition, like.Type);

    /// <summary>A value's shape as a vector: a constant where it is known, else read in the run.</summary>
    public Value ShapeOf(Value x) => x.Shape is { IsStatic: true } shape ? Ints(shape.Sizes()) : Op("Shape", x);

    /// <summary>The same elements in another value's shape.</summary>
    public Value ReshapeLike(Value x, Value like)
    {
        if (x.Shape is { } shape && shape.Equals(like.Shape) && !shape.Contains(Dim.Unknown)) return x;
        // One open dimension is what the others leave; only with several, the shape must be read in the run.
        return like.Shape is { } target && target.Count(d => d.Size is null) == 1 && target.All(d => d.Size != 0)
            ? Reshape(x, [.. target.Select(d => d.Size ?? -1)])
            : Op("Reshape", x, ShapeOf(like));
    }

    /// <summary>Repeated along axes of size 1, or in front, up to another value's shape.</summary>
    public Value ExpandLike(Value x, Value like) => Typed(Op("Expand", x, ShapeOf(like)), like);

    public Value Zeros(Value like) => ExpandLike(Scalar(like, 0), like);

    public Value Ones(Value like) => ExpandLike(Scalar(like, 1), like);

    /// <summary>The integers of an input, where they are known before a run.</summary>
    /// <param name="what">The input's name in ONNX's documentation, for the message.</param>
    /// <exception cref="OnnxException">They are computed in the run.</exception>
    public long[] Known(Node node, int input, string what) =>
        new Inference(node, Opset).Longs(input) ?? throw Refuse(node, $"its {what} are computed in the run", "constants");

    /// <summary>For a case of an operator that its rule does not cover.</summary>
    public OnnxException Refuse(Node node, string found, string expected) =>
        new($"No gradient for {node}, opset {Opset}: {found}; its rule in Onnx/Gradients/ expects {expected}.");

    private static Value Typed(Value made, Value like)
    {
        made.Shape = like.Shape;
        return made;
    }
}

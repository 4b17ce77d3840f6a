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
}

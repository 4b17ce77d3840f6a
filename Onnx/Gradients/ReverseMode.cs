namespace SegEdge.Onnx.Gradients;

/// <summary>Reverse-mode differentiation of a graph, written as further nodes of the graph. It visits only nodes that lie between the wanted
/// values and the score.</summary>
/// <remarks>Griewank, Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, chapter 3.</remarks>
internal static class ReverseMode
{
    /// <param name="seed">Gradient of the final quantity with respect to the score, in the score's shape.</param>
    /// <returns>One per wanted value, in its shape. New nodes stand at the end of the graph.</returns>
    /// <exception cref="OnnxException">A node between has no rule, or computes in whole numbers, or nothing leads from a wanted value to the score.</exception>
    public static Value[] Differentiate(GradientBuilder b, GradientPath path, Value score, Value seed, IReadOnlyList<Value> withRespectTo)
    {
        var gradients = new Dictionary<Value, Value> { [score] = seed };
        foreach (var node in path.Nodes.Reverse())
        {
            Value?[] dys = [.. node.Outputs.Select(o => o is null ? null : gradients.GetValueOrDefault(o))];
            if (Array.TrueForAll(dys, dy => dy is null)) continue;
            var rule = GradientRules.For(node, b.Opset);
            var dxs = rule.Apply(b, node, dys);
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                if (!b.Needs(node, i)) continue;
                var dx = i < dxs.Length ? dxs[i] : null;
                if (dx is null) throw new OnnxException($"No gradient for input {i} ('{node.Inputs[i]!.Name}') of {node}, opset {b.Opset}. " +
                    "Its rule in Onnx/Gradients/ covers other inputs only; add this one.");
                var x = node.Inputs[i]!;
                if (rule.Broadcasts) dx = Broadcasting.SumToInput(b, node, i, dx);
                Settle(node, dx, x);
                gradients[x] = gradients.TryGetValue(x, out var soFar) ? b.Add(soFar, dx) : dx;
            }
        }
        return [.. withRespectTo.Select(x => gradients.GetValueOrDefault(x) ?? throw new OnnxException(
            $"No path with a gradient leads from '{x.Name}' to '{score.Name}': the score does not depend on it, or only through steps such as ArgMax or Floor. " +
            $"Expected a value before '{score.Name}' and a score such as logits or probabilities."))];
    }

    // A gradient has the shape of its value: what inference could not follow (an open dimension through Pad) is known all the same, and a rule that
    // returns another shape is wrong.
    private static void Settle(Node node, Value dx, Value x)
    {
        if (x.Shape is not { } shape) return;
        if (dx.Shape is { } found && (found.Rank != shape.Rank || found.Zip(shape).Any(d => d.First.Size is { } a && d.Second.Size is { } c && a != c)))
            throw new OnnxException($"The rule of {node} made a gradient {found} for {x}; expected its shape. Correct the rule in Onnx/Gradients/.");
        dx.Shape = dx.Shape is { } known ? Shape.Of(known.Zip(shape, (made, real) => real == Dim.Unknown ? made : real)) : shape;
    }
}

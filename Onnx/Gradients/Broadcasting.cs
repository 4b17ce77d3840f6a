namespace SegEdge.Onnx.Gradients;

/// <summary>Broadcasting repeats an input along axes; its gradient is summed along them.</summary>
internal static class Broadcasting
{
    /// <param name="gradient">In the shape of the node's output.</param>
    /// <returns>In the shape of the node's input.</returns>
    /// <exception cref="OnnxException">The shapes do not say along which axes the input was repeated.</exception>
    public static Value SumToInput(GraphBuilder b, Node node, int input, Value gradient)
    {
        var value = node.Input(input);
        if (value.Shape is not { } to || gradient.Shape is not { } from) throw Unknown(node, value, gradient);
        var missing = from.Rank - to.Rank;
        var axes = new List<long>();
        for (var axis = 0; axis < from.Rank; axis++)
            if (axis < missing || IsRepeated(to[axis - missing], from[axis])) axes.Add(axis);
        if (axes.Count == 0) return gradient;
        var summed = b.ReduceSum(gradient, [.. axes]);
        return missing == 0 ? summed : b.Squeeze(summed, [.. Enumerable.Range(0, missing).Select(i => (long)i)]);

        bool IsRepeated(Dim one, Dim many)
        {
            if (one.Is(many) || one.Size > 1) return false;
            return one.Size == 1 ? true : throw Unknown(node, value, gradient);
        }
    }

    private static OnnxException Unknown(Node node, Value input, Value gradient) => new(
        $"{node}: input {input} against a gradient of shape {gradient.Shape?.ToString() ?? "unknown"}: along which axes it was broadcast is not known. " +
        "Expected fixed sizes, or the same name for equal open ones; give the model's inputs fixed or named dimensions.");
}

namespace SegEdge.Onnx.Transforms;

/// <summary>Lets a caller hide places of a layer: the value is multiplied by a mask of one number per place, the same for all channels.</summary>
/// <remarks>
/// <para>Requires: opset 13 or later; a Float value [N, C, H, W] that a node makes, H and W known.</para>
/// <para>Ensures: one more input, the last, float [1, 1, H, W]. The value's name is now that of the product, and everything reads the product: nodes,
/// subgraphs and, where the value is one, the output of that name. So with a mask of ones every output keeps its bits, and with zeros the model is the one
/// whose layer is zero. What goes round the layer, a skip connection, is not hidden.</para>
/// <para>Refused, by name, the model being left as it was: no such value, or one inside a subgraph; an input or constant; another type or rank; an open H or W; a
/// mask's name that is taken.</para>
/// <para>Which of the axes are H and W, only the caller knows: a value [N, H, W, C] is masked by rows and channels.</para>
/// </remarks>
/// <param name="value">Its name.</param>
/// <param name="mask">Name of the new input.</param>
public sealed class MaskValue(string value, string mask) : IGraphTransform
{
    public bool Apply(Model model)
    {
        var graph = model.Graph;
        var whole = graph.Find(value);
        var (height, width) = Size(model, whole);
        OutputNames.RequireFree(graph, [mask]);

        var b = new GraphBuilder(model, "mask");
        var masked = b.Mul(whole, b.Input(mask, ElementType.Float, [1, 1, height, width]));
        graph.ReplaceUses(whole, masked, masked.Producer!);
        (whole.Name, masked.Name) = (b.Fresh("whole"), value);
        TopologicalSort.Sort(graph);
        Shapes.Infer(model);
        return true;
    }

    // Of a copy: a refusal must not leave shapes behind that the file does not have.
    private static (long Height, long Width) Size(Model model, Value whole)
    {
        if (whole.Producer is null) throw new OnnxException($"{whole} is no node's; expected a layer inside the network. Hide parts of the picture itself instead.");
        var inferred = model.Clone();
        Shapes.Infer(inferred);
        var known = inferred.Graph.Find(whole.Name);
        return known.Type == ElementType.Float && known.Shape is { Rank: 4 } shape && shape[2].Size is { } height && shape[3].Size is { } width
            ? (height, width)
            : throw new OnnxException($"Value {known}: expected Float [N, C, H, W] with H and W known. Choose another layer.");
    }
}

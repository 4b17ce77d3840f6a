namespace SegEdge.Onnx;

/// <summary>Types and shapes of what nodes make, from what they read. An operator that is not known here makes values of unknown type and shape.</summary>
public static class Shapes
{
    /// <summary>Goes through the graph in order and replaces what the file declared by what follows from the inputs, where something follows.</summary>
    public static void Infer(Model model)
    {
        foreach (var node in model.Graph.Nodes) Infer(node, model.Opset);
    }

    /// <exception cref="OnnxException">The inputs cannot be what the operator needs; the message names the node.</exception>
    internal static void Infer(Node node, long opset)
    {
        _ = (node, opset);
    }
}

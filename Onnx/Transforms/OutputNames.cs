namespace SegEdge.Onnx.Transforms;

internal static class OutputNames
{
    /// <summary>Looks before anything is changed.</summary>
    /// <exception cref="OnnxException">The graph has a value of one of the names, or a name comes twice.</exception>
    public static void RequireFree(Graph graph, IEnumerable<string> names)
    {
        var taken = graph.Values().Select(v => v.Name).ToHashSet();
        foreach (var name in names)
            if (!taken.Add(name)) throw new OnnxException($"Graph '{graph.Name}' has or would have two values '{name}'; expected another name.");
    }
}

namespace SegEdge.Onnx.Gradients;

/// <summary>The part of a graph through which a score depends on the wanted values.</summary>
internal sealed class GradientPath
{
    private readonly HashSet<Value> _reached;

    /// <exception cref="OnnxException">The path leads through integer arithmetic.</exception>
    public GradientPath(Graph graph, Value score, IReadOnlyList<Value> withRespectTo)
    {
        var before = NodesBefore(score);
        _reached = [.. withRespectTo];
        var nodes = new List<Node>();
        // Values behind integer arithmetic, with the node where it began.
        var integer = new Dictionary<Value, Node>();
        foreach (var node in graph.Nodes)
        {
            if (!before.Contains(node) || GradientRules.Steps.Contains(GradientRules.Key(node))) continue;
            var reads = Uses.ReadBy(node).ToList();
            var reached = reads.Exists(_reached.Contains);
            if (reads.Find(integer.ContainsKey) is { } from) Behind(integer[from]);
            else if (reached && IsInteger(node)) Behind(node);
            if (!reached) continue;
            nodes.Add(node);
            foreach (var output in node.Outputs.OfType<Value>())
                if (output.Type == ElementType.Undefined || output.Type.IsFloating()) _reached.Add(output);

            void Behind(Node first)
            {
                foreach (var output in node.Outputs.OfType<Value>()) integer[output] = first;
            }
        }
        if (integer.TryGetValue(score, out var blocking)) throw new OnnxException(
            $"No gradient through {blocking}: from here on the way to '{score.Name}' is computed in whole numbers. " +
            "Take the float model, or a black-box method (occlusion, rise), which needs no gradient.");
        Nodes = nodes;
    }

    /// <summary>In the graph's order.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Values that depend on a wanted value, itself included.</summary>
    public IReadOnlySet<Value> Reached => _reached;

    private static bool IsInteger(Node node) => GradientRules.Quantised.Contains(GradientRules.Key(node))
        || (node.Is("Cast") && !(node.Output.Type is ElementType.Bool or ElementType.Undefined || node.Output.Type.IsFloating()));

    private static HashSet<Node> NodesBefore(Value score)
    {
        var nodes = new HashSet<Node>();
        var open = new Stack<Value>([score]);
        while (open.TryPop(out var value))
            if (value.Producer is { } node && nodes.Add(node))
                foreach (var read in Uses.ReadBy(node)) open.Push(read);
        return nodes;
    }
}

namespace SegEdge.Onnx;

/// <summary>Who reads a value: the other direction of <see cref="Value.Producer"/>. A snapshot; made again after a change.</summary>
public sealed class Uses
{
    private readonly Dictionary<Value, List<Node>> _readers = [];
    private readonly HashSet<Value> _outputs;

    public Uses(Graph graph)
    {
        _outputs = [.. graph.Outputs];
        foreach (var node in graph.Nodes)
            foreach (var value in ReadBy(node).Distinct())
            {
                if (!_readers.TryGetValue(value, out var readers)) _readers[value] = readers = [];
                readers.Add(node);
            }
    }

    /// <summary>Nodes of the graph that read it, themselves or through a subgraph, in the graph's order; each once.</summary>
    public IReadOnlyList<Node> Of(Value value) => _readers.TryGetValue(value, out var readers) ? readers : [];

    public bool IsOutput(Value value) => _outputs.Contains(value);

    /// <summary>Whether nothing reads it and it is no output of the graph.</summary>
    public bool IsUnused(Value value) => Of(value).Count == 0 && !IsOutput(value);

    /// <summary>Everything that a node needs made before it: its inputs, and what its subgraphs take from outside.</summary>
    internal static IEnumerable<Value> ReadBy(Node node) => node.Inputs.OfType<Value>().Concat(node.Subgraphs.SelectMany(Captured));

    private static IEnumerable<Value> Captured(Graph subgraph)
    {
        var own = subgraph.Values().ToHashSet();
        return subgraph.Nodes.SelectMany(ReadBy).Concat(subgraph.Outputs).Where(v => !own.Contains(v));
    }
}

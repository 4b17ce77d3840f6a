namespace SegEdge.Onnx;

/// <summary>Puts nodes in an order in which each finds what it reads made already. Nodes that are in order stay where they are.</summary>
public static class TopologicalSort
{
    /// <returns>Whether the order changed.</returns>
    /// <exception cref="OnnxException">Nodes wait for each other in a circle; the message names one of them.</exception>
    public static bool Sort(Graph graph)
    {
        var here = graph.Nodes.ToHashSet();
        var done = new HashSet<Node>(here.Count);
        var sorted = new List<Node>(here.Count);
        // Depth first with a stack of our own: a chain of a million nodes is legal and must not end the process.
        var open = new Stack<(Node Node, IEnumerator<Node> Needs)>();
        var under = new HashSet<Node>();
        foreach (var start in graph.Nodes)
        {
            if (!done.Contains(start)) Open(start);
            while (open.TryPeek(out var top))
            {
                if (top.Needs.MoveNext())
                {
                    var need = top.Needs.Current;
                    if (done.Contains(need)) continue;
                    if (under.Contains(need)) throw new OnnxException($"Graph '{graph.Name}': {need} waits for itself, by way of {top.Node}; expected a graph without circles.");
                    Open(need);
                    continue;
                }
                open.Pop();
                under.Remove(top.Node);
                done.Add(top.Node);
                sorted.Add(top.Node);
            }
        }
        var changed = !sorted.SequenceEqual(graph.Nodes);
        if (!changed) return false;
        graph.Nodes.Clear();
        graph.Nodes.AddRange(sorted);
        return true;

        void Open(Node node)
        {
            under.Add(node);
            open.Push((node, Reads(node).Select(v => v.Producer).OfType<Node>().Where(here.Contains).GetEnumerator()));
        }
    }

    // With everything that its subgraphs read, their own values too: those have no maker here.
    private static IEnumerable<Value> Reads(Node node)
    {
        var open = new Stack<Node>([node]);
        while (open.TryPop(out var next))
        {
            foreach (var input in next.Inputs)
                if (input is not null) yield return input;
            foreach (var attribute in next.Attributes)
                foreach (var subgraph in attribute.Graphs)
                {
                    foreach (var inner in subgraph.Nodes) open.Push(inner);
                    foreach (var output in subgraph.Outputs) yield return output;
                }
        }
    }
}

namespace SegEdge.Onnx;

/// <summary>Nodes between inputs and outputs. Nodes stand in an order in which each finds what it reads made already.</summary>
public sealed class Graph(string name)
{
    /// <summary>Protobuf's readers end at 100 levels; a graph in a graph is three.</summary>
    internal const int MostSubgraphs = 28;

    public string Name { get; set; } = name;

    /// <summary>What a caller gives. Up to IR version 3 initializers stand here too, see <see cref="Value.IsInitializer"/>.</summary>
    public List<Value> Inputs { get; } = [];

    public List<Value> Outputs { get; } = [];

    /// <summary>Constants stored with the graph.</summary>
    public List<Value> Initializers { get; } = [];

    public List<Node> Nodes { get; } = [];

    /// <summary>Constants in the sparse form, carried and never opened.</summary>
    internal List<Value> SparseInitializers { get; } = [];

    /// <summary>Fields of the file that this library has no name for; only Wire/ opens them.</summary>
    internal ReadOnlyMemory<byte> Opaque { get; init; }

    /// <summary>The inputs that a caller must give: those without a stored constant.</summary>
    public IEnumerable<Value> FreeInputs => Inputs.Where(i => !i.IsInitializer);

    /// <summary>Every value that is defined here; not those of subgraphs.</summary>
    public IEnumerable<Value> Values() =>
        Inputs.Union(Initializers).Union(SparseInitializers).Concat(Nodes.SelectMany(n => n.Outputs).OfType<Value>());

    /// <exception cref="OnnxException">No value has that name; the message lists the outputs.</exception>
    public Value Find(string name) => Values().FirstOrDefault(v => v.Name == name)
        ?? throw new OnnxException($"Graph '{Name}' has no value '{name}'; its outputs are {string.Join(", ", Outputs.Select(o => $"'{o.Name}'"))}.");

    /// <summary>Lets everything that reads one value read another, the graph's outputs and subgraphs too.</summary>
    /// <param name="keep">Nodes that go on reading the old one.</param>
    public void ReplaceUses(Value old, Value by, params ReadOnlySpan<Node> keep)
    {
        foreach (var node in Nodes)
        {
            if (keep.Contains(node)) continue;
            for (var i = 0; i < node.Inputs.Count; i++)
                if (node.Inputs[i] == old) node.Inputs[i] = by;
            foreach (var subgraph in node.Subgraphs) subgraph.ReplaceUses(old, by);
        }
        for (var i = 0; i < Outputs.Count; i++)
            if (Outputs[i] == old) Outputs[i] = by;
    }

    /// <summary>A graph of its own; only the constants' numbers are shared.</summary>
    /// <exception cref="OnnxException">A node reads what a later one makes, or the graph holds itself.</exception>
    public Graph Clone() => Clone([], 0);

    private Graph Clone(Dictionary<Value, Value> known, int depth)
    {
        if (depth > MostSubgraphs) throw new OnnxException($"Graph '{Name}' lies in {depth} others; expected {MostSubgraphs} or fewer. Does it hold itself?");
        var clone = new Graph(Name) { Opaque = Opaque };
        clone.Inputs.AddRange(Inputs.Select(Define));
        clone.Initializers.AddRange(Initializers.Select(Define));
        clone.SparseInitializers.AddRange(SparseInitializers.Select(Define));
        foreach (var node in Nodes)
        {
            // Reads come before the node's own outputs: subgraphs may read anything that stands above.
            var attributes = node.Attributes.Select(a => a.Data switch
            {
                Graph one => a.With(one.Clone(known, depth + 1)),
                Graph[] many => a.With(Array.ConvertAll(many, g => g.Clone(known, depth + 1))),
                _ => a,
            });
            clone.Nodes.Add(new Node(node.OpType, node.Inputs.Select(i => i is null ? null : Known(i)),
                [.. node.Outputs.Select(o => o is null ? null : Define(o))], [.. attributes], node.Name, node.Domain)
            { Opaque = node.Opaque });
        }
        clone.Outputs.AddRange(Outputs.Select(Known));
        return clone;

        Value Define(Value v)
        {
            if (known.TryGetValue(v, out var copy)) return copy;
            copy = v.IsInitializer && v.Sparse.IsEmpty ? new Value(v.Name, v.Constant!) : new Value(v.Name, v.Type, v.Shape) { Sparse = v.Sparse };
            copy.Opaque = v.Opaque;
            return known[v] = copy;
        }

        Value Known(Value v) => known.TryGetValue(v, out var copy) ? copy
            : throw new OnnxException($"Graph '{Name}' reads '{v.Name}' before anything makes it; sort it first.");
    }
}

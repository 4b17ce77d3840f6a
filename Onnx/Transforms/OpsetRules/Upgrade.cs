namespace SegEdge.Onnx.Transforms.OpsetRules;

/// <summary>Carries out what a rule planned.</summary>
/// <param name="b">For constants and fresh names; constants go to the main graph, which subgraphs see.</param>
/// <returns>What stands in the node's place and makes its outputs.</returns>
internal delegate Node[] Rewrite(GraphBuilder b);

/// <summary>Looks at a node of an older opset and plans its new form.</summary>
/// <returns>Null if the old form is the new one.</returns>
/// <exception cref="OnnxException">There is no new form that computes the same.</exception>
internal delegate Rewrite? UpgradeRule(Node node, Upgrade upgrade);

/// <summary>Which operators changed their form, and when.</summary>
internal sealed class Upgrade
{
    private static readonly Dictionary<string, (long Since, UpgradeRule Rule)> Changes = new()
    {
        ["BatchNormalization"] = (9, Renewed.BatchNormalization),
        ["Scan"] = (9, Renewed.Scan),
        ["Upsample"] = (10, Sampling.Upsample),
        ["Slice"] = (10, AttributesToInputs.Slice),
        ["TopK"] = (10, AttributesToInputs.TopK),
        ["Resize"] = (13, Sampling.Resize),
        ["Clip"] = (11, AttributesToInputs.Clip),
        ["Pad"] = (11, AttributesToInputs.Pad),
        ["Scatter"] = (11, Renewed.Scatter),
        ["Dropout"] = (12, Renewed.Dropout),
        ["Squeeze"] = (13, AttributesToInputs.Axes),
        ["Unsqueeze"] = (13, AttributesToInputs.Axes),
        ["ReduceSum"] = (13, AttributesToInputs.Axes),
        ["Split"] = (13, AttributesToInputs.Split),
        ["Softmax"] = (13, Renewed.Softmax),
        ["LogSoftmax"] = (13, Renewed.Softmax),
        ["Hardmax"] = (13, Renewed.Softmax),
    };

    private readonly HashSet<Value> _read = [];

    public Upgrade(Model model)
    {
        From = model.Opset;
        Collect(model.Graph);
    }

    public long From { get; }

    public Rewrite? Of(Node node) =>
        node.Domain.Length == 0 && Changes.TryGetValue(node.OpType, out var change) && From < change.Since ? change.Rule(node, this) : null;

    /// <summary>Whether any node, subgraph or output of a graph takes it.</summary>
    public bool IsRead(Value? value) => value is not null && _read.Contains(value);

    public OnnxException Refusal(Node node, string found, string next) =>
        new($"{node} of opset {From} has {found}; no node of opset {UpgradeOpset.Least} computes the same. {next}");

    /// <summary>A node that makes what another made, in its place.</summary>
    public static Node Renew(Node old, string opType, IEnumerable<Value?> inputs, IEnumerable<Attribute> attributes, int? outputs = null)
    {
        foreach (var output in old.Outputs.OfType<Value>()) output.Producer = null;
        return Typed(new Node(opType, inputs, old.Outputs.Take(outputs ?? old.Outputs.Count), attributes, old.Name));
    }

    /// <summary>A node in front of another, with one output.</summary>
    public static Node Extra(GraphBuilder b, string opType, IEnumerable<Value?> inputs, params IEnumerable<Attribute> attributes)
    {
        var name = b.Fresh(opType);
        return Typed(new Node(opType, inputs, [new Value(name)], attributes, name));
    }

    private static Node Typed(Node node)
    {
        Shapes.Infer(node, UpgradeOpset.Least);
        return node;
    }

    private void Collect(Graph graph)
    {
        _read.UnionWith(graph.Outputs);
        foreach (var node in graph.Nodes)
        {
            _read.UnionWith(node.Inputs.OfType<Value>());
            foreach (var subgraph in node.Subgraphs) Collect(subgraph);
        }
    }
}

namespace SegEdge.Onnx.Transforms;

/// <summary>Takes out nodes and constants that no output needs. Inputs stay: they are the model's face.</summary>
/// <remarks>Ensures: what is left computes the same outputs, bit for bit. Case 1: a node none of whose outputs is needed goes. Case 2: an
/// initializer that nothing reads goes, also where it is an input by the rules of IR version 3.</remarks>
public sealed class RemoveUnused : IGraphTransform
{
    public bool Apply(Model model)
    {
        var graph = model.Graph;
        var needed = new HashSet<Value>(graph.Outputs);
        var open = new Stack<Value>(graph.Outputs);
        var nodes = new HashSet<Node>();
        while (open.TryPop(out var value))
        {
            if (value.Producer is not { } node || !nodes.Add(node)) continue;
            foreach (var input in Uses.ReadBy(node))
                if (needed.Add(input)) open.Push(input);
        }
        var removed = graph.Nodes.RemoveAll(n => !nodes.Contains(n)) + graph.Initializers.RemoveAll(i => !needed.Contains(i));
        removed += graph.SparseInitializers.RemoveAll(i => !needed.Contains(i)) + graph.Inputs.RemoveAll(i => i.IsInitializer && !needed.Contains(i));
        return removed > 0;
    }
}

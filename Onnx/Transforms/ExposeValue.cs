namespace SegEdge.Onnx.Transforms;

/// <summary>Makes an inner value an output of the graph: an activation to look at.</summary>
/// <remarks>
/// Ensures: the old outputs are bit-identical. Outputs are only added, at the end.
/// Case 1: under the value's own name: it becomes an output itself. Case 2: under another name: by way of an Identity; so for inputs and
/// constants, too. Case 3: it is an output of that name already: nothing changes.
/// Refused, by name: no such value; one inside a subgraph of If, Loop or Scan, which exists for no or several times; an input or constant
/// without another name; a name that is taken; a value of unknown type, which an output must have.
/// </remarks>
/// <param name="value">Its name.</param>
/// <param name="name">Of the output; null: the value's.</param>
public sealed class ExposeValue(string value, string? name = null) : IGraphTransform
{
    public bool Apply(Model model)
    {
        var graph = model.Graph;
        if (graph.Values().FirstOrDefault(v => v.Name == value) is not { } found) throw Missing(graph);
        var output = name ?? value;
        if (output == value && graph.Outputs.Contains(found)) return false;
        if (output != value) OutputNames.RequireFree(graph, [output]);
        else if (found.Producer is null) throw new OnnxException($"{found} is no node's; expected another name for the output that shows it.");
        FaceTypes.Require(model, [found]);

        if (output == value) graph.Outputs.Add(found);
        else new GraphBuilder(model, "expose").Output(output, found);
        return true;
    }

    private OnnxException Missing(Graph graph)
    {
        var around = graph.Nodes.FirstOrDefault(n => n.Subgraphs.Any(Holds));
        return around is null
            ? new OnnxException($"Graph '{graph.Name}' has no value '{value}'. Look it up in the model's listing.")
            : new OnnxException($"'{value}' lies in a subgraph of {around}, which may run for no or several times; expected a value of the graph itself.");

        bool Holds(Graph subgraph) =>
            subgraph.Values().Any(v => v.Name == value) || subgraph.Nodes.SelectMany(n => n.Subgraphs).Any(Holds);
    }
}

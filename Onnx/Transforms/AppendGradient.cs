using SegEdge.Onnx.Gradients;

namespace SegEdge.Onnx.Transforms;

/// <summary>Adds the gradient of a score to a model, as ordinary nodes and outputs.</summary>
/// <remarks>Requires: opset 13 or later; every operator between the wanted values and the score has a rule in Onnx/Gradients/.
/// Ensures: the old outputs keep their bits; for each wanted value <c>x</c> there is an output <see cref="OutputOf">x/gradient</see> in the
/// shape of x. A dimension of an input that has neither size nor name gets a name.
/// Case 1: the score is any floating tensor; the gradient is that of the sum of its elements. Case 2: with a seed, of the sum of seed * score.
/// Case 3: a wanted value may be an input or anything that a node makes; nodes that the score does not need get no gradient.
/// Refused, the model being left as it was: a value that is absent or not floating; an operator without a rule; integer arithmetic or a
/// subgraph on the path; a score that does not depend on a wanted value; a broadcast whose axes the shapes do not tell.</remarks>
/// <param name="score">Name of a value.</param>
/// <param name="withRespectTo">Names of the wanted values.</param>
/// <param name="seed">Name of a value in the score's shape; ones if it is null.</param>
public sealed class AppendGradient(string score, IReadOnlyList<string> withRespectTo, string? seed = null) : IGraphTransform
{
    public static string OutputOf(string wanted) => $"{wanted}/gradient";

    public bool Apply(Model model)
    {
        var graph = model.Graph;
        var (nodes, constants, outputs) = (graph.Nodes.Count, graph.Initializers.Count, graph.Outputs.Count);
        var shapes = graph.Inputs.ConvertAll(i => i.Shape);
        try
        {
            NameOpenDimensions(graph);
            Append(model);
        }
        catch (OnnxException)
        {
            for (var i = 0; i < shapes.Count; i++) graph.Inputs[i].Shape = shapes[i];
            graph.Nodes.RemoveRange(nodes, graph.Nodes.Count - nodes);
            graph.Initializers.RemoveRange(constants, graph.Initializers.Count - constants);
            graph.Outputs.RemoveRange(outputs, graph.Outputs.Count - outputs);
            throw;
        }
        return true;
    }

    private void Append(Model model)
    {
        Shapes.Infer(model);
        var of = Floating(model.Graph, score);
        var wanted = withRespectTo.Select(name => Floating(model.Graph, name)).ToList();
        var path = new GradientPath(model.Graph, of, wanted);
        var b = new GradientBuilder(model, "gradient", path.Reached);
        var dScore = seed is null ? b.Ones(of) : Floating(model.Graph, seed);
        var gradients = ReverseMode.Differentiate(b, path, of, dScore, wanted);
        for (var i = 0; i < wanted.Count; i++) b.Output(OutputOf(withRespectTo[i]), gradients[i]);
    }

    // Two dimensions without a name could be any two numbers; with one, the walk sees that a residual's two sides have one shape.
    private static void NameOpenDimensions(Graph graph)
    {
        foreach (var input in graph.FreeInputs)
            if (input.Shape is { } shape)
                input.Shape = Shape.Of(shape.Select((dim, axis) => dim == Dim.Unknown ? Dim.Named($"{input.Name}.{axis}") : dim));
    }

    private static Value Floating(Graph graph, string name)
    {
        var value = graph.Find(name);
        return value.Type.IsFloating() ? value : throw new OnnxException($"Value {value}: expected a floating type; whole numbers have no gradient.");
    }
}

namespace SegEdge.Onnx.Transforms;

/// <summary>Leaves of a model what lies between some of its values: an encoder, a head. The values become its inputs and outputs.</summary>
/// <remarks>
/// Ensures: given the old inputs' values, the outputs are bit-identical; names stay.
/// Case 1: an inner value as input: what makes it goes. Case 2: an input of the model stays one. Case 3: one of several outputs of a node as
/// input while another of them is needed: the node stays, and its own value gets a fresh name.
/// Refused, by name: no such value; a name twice; an output that is an input too; an output that still needs another input of the model, so
/// that the cut is none; an input that no output needs; a constant as input; a value of unknown type.
/// </remarks>
/// <param name="inputs">Names of values, in the order that the inputs shall have.</param>
/// <param name="outputs">Names of values, in the order that the outputs shall have.</param>
public sealed class CutSubgraph(IReadOnlyList<string> inputs, IReadOnlyList<string> outputs) : IGraphTransform
{
    public bool Apply(Model model)
    {
        var graph = model.Graph;
        if (inputs.Concat(outputs).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new OnnxException($"'{twice}' is asked for twice; expected each value once, as input or as output.");
        if (outputs.Count == 0) throw new OnnxException("No output is asked for; expected one or more.");
        Value[] from = [.. inputs.Select(graph.Find)], to = [.. outputs.Select(graph.Find)];
        if (Array.Find(from, v => v.Constant is not null) is { } constant)
            throw new OnnxException($"{constant} is a constant; expected a value that depends on the model's inputs.");
        RequireCut(graph, from, to);
        FaceTypes.Require(model, from.Concat(to));
        if (graph.Inputs.Where(i => !i.IsInitializer).SequenceEqual(from) && graph.Outputs.SequenceEqual(to)) return false;

        graph.Outputs.Clear();
        graph.Outputs.AddRange(to);
        var b = new GraphBuilder(model, "cut");
        for (var i = 0; i < from.Length; i++)
        {
            if (from[i].Producer is null) continue;
            var input = new Value(from[i].Name, from[i].Type, from[i].Shape);
            from[i].Name = b.Fresh("before");
            graph.ReplaceUses(from[i], input);
            from[i] = input;
        }
        graph.Inputs.RemoveAll(i => !i.IsInitializer);
        graph.Inputs.InsertRange(0, from);
        new RemoveUnused().Apply(model);
        return true;
    }

    private static void RequireCut(Graph graph, Value[] from, Value[] to)
    {
        var reached = new HashSet<Value>();
        var open = new Stack<(Value Value, Value Output)>(to.Select(t => (t, t)));
        var seen = new HashSet<Node>();
        while (open.TryPop(out var top))
        {
            var (value, output) = top;
            if (from.Contains(value))
            {
                reached.Add(value);
                continue;
            }
            if (value.Producer is null && graph.Inputs.Contains(value) && !value.IsInitializer)
                throw new OnnxException($"Output '{output.Name}' needs the model's input '{value.Name}' by a way round '{string.Join("', '", from.Select(f => f.Name))}'; " +
                    "expected inputs that cut every way. Add it, or a value on that way.");
            if (value.Producer is not { } node || !seen.Add(node)) continue;
            foreach (var read in Uses.ReadBy(node)) open.Push((read, output));
        }
        if (Array.Find(from, f => !reached.Contains(f)) is { } idle)
            throw new OnnxException($"No output needs '{idle.Name}'; expected an input on the way to {string.Join(", ", to.Select(t => $"'{t.Name}'"))}. Leave it out.");
    }
}

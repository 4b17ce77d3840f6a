using SegEdge.Onnx.Transforms.BatchRules;

namespace SegEdge.Onnx.Transforms;

/// <summary>Lets a model for one picture run several at once: the first axis of its inputs becomes the given number or name.</summary>
/// <remarks>
/// Requires: opset 13; inputs whose batch is 1 or open. Ensures: picture k of each output is what a run of picture k alone gives, up to the
/// rounding of sums whose order an engine may choose by size (the five models of this repository: the same bits in ONNX Runtime).
/// Each value that depends on a picture is followed from the inputs by the axis along which pictures lie, see BatchRules/.
/// Case 1: operators that work on each picture alone need nothing. Case 2: Reshape and the sizes of Resize name the batch: their constants
/// change. Case 3: Concat with a constant: the constant is repeated. Case 4: shape arithmetic: folded at batch 1 first, see
/// <see cref="FoldConstants"/>. Case 5: a merged axis, as batch x heads in attention, is followed until it is taken apart. Case 6: what
/// depends on no picture stays as it is.
/// Refused, by name: an operator that reduces, joins, picks, pads or sums over pictures; that merges
/// the batch behind another axis; that has a constant with several entries along the batch; that nothing is known of, or with subgraphs; a
/// batch of another number.
/// </remarks>
/// <param name="batch">A number from 1 on, or a name.</param>
/// <param name="inputs">Names of the inputs of pictures; null: all with one axis or more.</param>
public sealed class SetBatch(Dim batch, IReadOnlyList<string>? inputs = null) : IGraphTransform
{
    public bool Apply(Model model)
    {
        if (batch == Dim.Unknown || batch.Size < 1) throw new OnnxException($"batch {batch}; expected a number from 1 on, or a name.");
        var wanted = Inputs(model.Graph).ToList();
        if (wanted.TrueForAll(i => i.Shape![0].Is(batch))) return false;
        // A trial on a copy, so that a refusal leaves the model as it is.
        Change(model.Clone(), [.. wanted.Select(i => i.Name)]);
        Change(model, [.. wanted.Select(i => i.Name)]);
        return true;
    }

    private IEnumerable<Value> Inputs(Graph graph)
    {
        foreach (var name in inputs ?? [])
            if (!graph.FreeInputs.Any(i => i.Name == name)) throw new OnnxException($"Graph '{graph.Name}' has no input '{name}'.");
        foreach (var input in graph.FreeInputs)
        {
            if (inputs is null ? input.Shape is { Rank: 0 } : !inputs.Contains(input.Name)) continue;
            if (input.Shape is not { Rank: > 0 } shape) throw new OnnxException($"Input {input}: expected one axis or more.");
            if (shape[0].Size is { } size and not 1 && size != batch.Size)
                throw new OnnxException($"Input {input} has batch {size}; expected 1 or an open one.");
            yield return input;
        }
    }

    private void Change(Model model, HashSet<string> names)
    {
        var graph = model.Graph;
        var pictures = graph.FreeInputs.Where(i => names.Contains(i.Name)).ToList();
        foreach (var input in pictures) input.Shape = input.Shape!.With(0, 1);
        new FoldConstants().Apply(model);

        var batched = pictures.ToDictionary(i => i, _ => new BatchAxis(0));
        var rewrites = new List<Action<GraphBuilder>>();
        foreach (var node in graph.Nodes)
        {
            if (!Uses.ReadBy(node).Any(batched.ContainsKey)) continue;
            var axis = BatchTable.Apply(new BatchNode(node, batched, batch, rewrites));
            foreach (var output in node.Outputs.OfType<Value>()) batched[output] = axis;
        }

        foreach (var (value, (axis, inner)) in batched)
            if (value.Shape is { } shape) value.Shape = shape.With(axis, inner == 1 ? batch : batch.Size * inner is { } size ? size : Dim.Unknown);
        var b = new GraphBuilder(model, "batch");
        foreach (var rewrite in rewrites) rewrite(b);
        TopologicalSort.Sort(graph);
        new RemoveUnused().Apply(model);
        Shapes.Infer(model);
    }
}

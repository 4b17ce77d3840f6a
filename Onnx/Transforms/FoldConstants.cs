using SegEdge.Onnx.Evaluation;
using SegEdge.Onnx.ShapeRules;

namespace SegEdge.Onnx.Transforms;

/// <summary>Computes what is constant now, not at every run: the shape arithmetic of exporters, transposed weights, scaled
/// biases.</summary>
/// <remarks>Ensures: every output stays bit-identical, because a node is folded only if its result is the same in every engine (see
/// <see cref="Evaluator"/>); names of graph outputs stay.
/// Case 1: a node whose inputs are all constants becomes an initializer under its output's name; so does a <c>Constant</c> node.
/// Case 2: what is made of static shapes, or of the static dimensions of an open one, by way of <c>Shape</c> and <c>Size</c>; types and
/// shapes are inferred on the way.
/// Case 3: a node that makes an output of the graph stays, but what reads that output is folded.
/// Case 4, left: an initializer that is also an input (from IR version 4 on) is a default that the caller may replace, thus no constant.
/// Case 5, left: a result larger than its inputs and than 1 MiB (ConstantOfShape, Expand, Tile can claim any size), or beyond what the
/// file's own constants and 64 MiB allow all together.
/// Case 6: in subgraphs too. What nothing reads any more stays for <see cref="RemoveUnused"/>.</remarks>
public sealed class FoldConstants : IGraphTransform
{
    // Axes, shapes, small tables: beyond it, computing at run time is cheaper than loading.
    private const long MostGrowth = 1 << 20;

    private const long MostTogether = 64 << 20;

    public bool Apply(Model model)
    {
        Shapes.Infer(model);
        var fold = new Fold(model);
        fold.Compute(model.Graph);
        return fold.Replace(model.Graph);
    }

    private sealed class Fold(Model model)
    {
        private readonly Dictionary<Value, Tensor> _known = [];
        private readonly Dictionary<Value, Value> _replaced = [];
        private readonly HashSet<Value> _defaults = [];
        private readonly Contents? _contents = model.Graph.Inputs.Exists(i => i.IsInitializer) ? null : new(model.Opset);
        private long _left = MostTogether + model.Graph.Initializers.Sum(i => (long)i.Constant!.Raw.Length);

        public void Compute(Graph graph)
        {
            if (model.IrVersion >= 4) _defaults.UnionWith(graph.Inputs);
            foreach (var node in graph.Nodes)
            {
                foreach (var subgraph in node.Subgraphs) Compute(subgraph);
                if (Compute(node) is not { } tensors) continue;
                foreach (var (output, tensor) in node.Outputs.Zip(tensors)) _known[output!] = tensor;
            }
        }

        public bool Replace(Graph graph)
        {
            var outputs = graph.Outputs.ToHashSet();
            var changed = false;
            foreach (var node in graph.Nodes)
            {
                for (var k = 0; k < node.Inputs.Count; k++)
                    if (node.Inputs[k] is { } input && _replaced.TryGetValue(input, out var constant)) node.Inputs[k] = constant;
                foreach (var subgraph in node.Subgraphs) changed |= Replace(subgraph);
                if (node.Outputs.Count == 0 || node.Outputs.Any(o => o is null || outputs.Contains(o) || !_known.ContainsKey(o))) continue;
                foreach (var output in node.Outputs) graph.Initializers.Add(_replaced[output!] = new Value(output!.Name, _known[output]));
            }
            // Before IR version 4 a new initializer would have to be an input.
            if (graph.Nodes.RemoveAll(n => n.Outputs.Any(o => o is not null && _replaced.ContainsKey(o))) > 0)
            {
                RaiseIrVersion.To(model, 4);
                changed = true;
            }
            // A subgraph may hand out what was made around it.
            for (var k = 0; k < graph.Outputs.Count; k++)
                if (_replaced.TryGetValue(graph.Outputs[k], out var constant)) graph.Outputs[k] = constant;
            return changed;
        }

        private Tensor[]? Compute(Node node)
        {
            if (!Evaluator.Knows(node)) return null;
            if (node is { IsConstant: true, Inputs.Count: 0 }) return Evaluator.Evaluate(node, [], model.Opset, long.MaxValue);
            var onlyShapes = Evaluator.NeedsOnlyShapes(node);
            var inputs = node.Inputs.Select(v => v is null || onlyShapes ? null : Known(v)).ToList();
            if (!onlyShapes && node.Inputs.Where((v, k) => v is not null && inputs[k] is null).Any()) return PartOfShape(node);
            var most = Math.Max(MostGrowth, inputs.Sum(t => (long)(t?.Raw.Length ?? 0)));
            var tensors = Evaluator.Evaluate(node, inputs, model.Opset, Math.Min(_left, most));
            _left -= tensors?.Sum(t => (long)t.Raw.Length) ?? 0;
            return tensors;
        }

        private Tensor[]? PartOfShape(Node node) =>
            node.Outputs is [{ Type: ElementType.Int64, Shape.Rank: <= 1 } numbers] && _contents?.Whole(numbers) is { } tensor ? [tensor] : null;

        private Tensor? Known(Value value) => _defaults.Contains(value) ? null : _known.TryGetValue(value, out var tensor) ? tensor : value.Constant;
    }
}

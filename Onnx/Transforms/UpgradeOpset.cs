using SegEdge.Onnx.Transforms.OpsetRules;

namespace SegEdge.Onnx.Transforms;

/// <summary>Raises ONNX's own operators to opset 13, from where on the library writes nodes.</summary>
/// <remarks>Requires opset 7 to 12; later ones stay as they are. Ensures: outputs bit-identical in ONNX Runtime, in subgraphs too.
/// Case 1, attributes that became inputs: axes of Squeeze, Unsqueeze, ReduceSum; sizes of Split; starts, ends, axes of Slice; pads and
/// value of Pad; bounds of Clip; k of TopK.
/// Case 2: Upsample becomes Resize (asymmetric; nearest rounds down).
/// Case 3: Resize of opset 10 (asymmetric; nearest rounds down where it enlarges and up where it shrinks, with both in two steps).
/// Case 4: Softmax, LogSoftmax and Hardmax over all axes from one on: Flatten, the operator on the last axis, Reshape.
/// Case 5: Dropout is the identity and loses its ratio; a mask that nothing reads goes.
/// Case 6: Scatter becomes ScatterElements. BatchNormalization loses "spatial".
/// Case 7: the IR version becomes at least 7; with version 3, constants leave the inputs.
/// Refused: BatchNormalization over single positions (spatial = 0); a Dropout mask that is read, whose meaning changed; Scan of opset 8;
/// Resize of opset 10 by factors that only a run knows; Resize with tf_half_pixel_for_nn; Clip or Pad of a value of unknown type.</remarks>
public sealed class UpgradeOpset : IGraphTransform
{
    public const long Least = 13;

    // Which came with opset 13.
    private const long IrVersion = 7;

    public bool Apply(Model model)
    {
        if (model.Opset >= Least) return false;
        if (model.Opset < 7) throw new OnnxException($"opset {model.Opset}; expected 7 or later. Export the model again with a newer exporter.");
        // First on a copy, so that a refusal, wherever it comes from, leaves the model as it was.
        Raise(model.Clone());
        Raise(model);
        return true;
    }

    private static void Raise(Model model)
    {
        Shapes.Infer(model);
        var upgrade = new Upgrade(model);
        var rewrites = new Dictionary<Node, Rewrite>();
        Plan(model.Graph);

        RaiseIrVersion.To(model, IrVersion);
        model.Opset = Least;
        var b = new GraphBuilder(model, "opset13");
        Carry(model.Graph);

        void Plan(Graph graph)
        {
            foreach (var node in graph.Nodes)
            {
                if (upgrade.Of(node) is { } rewrite) rewrites[node] = rewrite;
                foreach (var subgraph in node.Subgraphs) Plan(subgraph);
            }
        }

        void Carry(Graph graph)
        {
            var nodes = graph.Nodes.SelectMany(n => rewrites.TryGetValue(n, out var rewrite) ? rewrite(b) : [n]).ToList();
            graph.Nodes.Clear();
            graph.Nodes.AddRange(nodes);
            foreach (var node in nodes)
                foreach (var subgraph in node.Subgraphs) Carry(subgraph);
        }
    }
}

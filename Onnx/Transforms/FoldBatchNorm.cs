namespace SegEdge.Onnx.Transforms;

/// <summary>Multiplies batch normalisations into the weights of a convolution or product beside them: one operator less, at run time and in
/// the gradient.</summary>
/// <remarks>
/// Requires: weights and statistics stored in the model (run <see cref="FoldConstants"/> before), inference mode.
/// Ensures: outputs are equal up to rounding, not bit-identical: weights are computed in double precision and rounded once.
/// On the four models of this repository that have some, outputs differ by less than 1e-5 of their largest magnitude.
/// Case 1: Conv, then BatchNormalization. Case 2: ConvTranspose, then it. Case 3: Gemm, then it. Case 4: it, then Conv without padding: its
/// shift becomes a bias; with padding the zeros around would have to be shifted, too.
/// Left as they are: behind anything else (lwnet normalises after Relu); a value between the two that something else reads or that is an
/// output; weights that a caller may give; a Gemm whose bias is a matrix; training mode.
/// </remarks>
public sealed class FoldBatchNorm : IGraphTransform
{
    public bool Apply(Model model)
    {
        var graph = model.Graph;
        var b = new GraphBuilder(model, "fold");
        var folded = 0;
        foreach (var norm in graph.Nodes.Where(n => n.Is("BatchNormalization")).ToList())
        {
            if (ChannelScaling.Of(graph, norm) is not { } scaling) continue;
            // Each fold changes who reads what.
            var uses = new Uses(graph);
            if (norm.Input(0).Producer is { } before && Alone(norm.Input(0)) && Weights(graph, before) is var (behind, behindBias))
            {
                Replace(b, before, behind, scaling.Behind(before, behind, behindBias));
                graph.ReplaceUses(norm.Output, before.Output);
                before.Output.Name = norm.Output.Name;
            }
            else if (Alone(norm.Output) && uses.Of(norm.Output)[0] is var conv && conv.Is("Conv") && conv.Inputs[0] == norm.Output && IsUnpadded(conv)
                && Weights(graph, conv) is var (ahead, aheadBias))
            {
                Replace(b, conv, ahead, scaling.Before(conv, ahead, aheadBias));
                conv.Inputs[0] = norm.Inputs[0];
            }
            else continue;
            graph.Nodes.Remove(norm);
            folded++;

            bool Alone(Value value) => uses.Of(value).Count == 1 && !uses.IsOutput(value);
        }
        if (folded > 0) new RemoveUnused().Apply(model);
        return folded > 0;
    }

    private static (Tensor Weight, Tensor? Bias)? Weights(Graph graph, Node node)
    {
        if (!node.Is("Conv") && !node.Is("ConvTranspose") && !node.Is("Gemm")) return null;
        if (ChannelScaling.Stored(graph, node.Input(1)) is not { } weight) return null;
        if (node.InputOrNull(2) is not { } third) return (weight, null);
        return ChannelScaling.Stored(graph, third) is { } bias && bias.Dimensions.Count < 2 ? (weight, bias) : null;
    }

    private static bool IsUnpadded(Node conv) =>
        conv.Text("auto_pad", "NOTSET") is "NOTSET" or "VALID" && (conv.Ints("pads") is not { } pads || Array.TrueForAll(pads, p => p == 0));

    private static void Replace(GraphBuilder b, Node node, Tensor old, (double[] Weight, double[] Bias) by)
    {
        node.Inputs[1] = b.Const(Tensor.FromDoubles(old.Type, by.Weight, [.. old.Dimensions]));
        if (node.Inputs.Count < 3) node.Inputs.Add(null);
        node.Inputs[2] = b.Const(Tensor.FromDoubles(old.Type, by.Bias, by.Bias.Length));
        // Now in the bias.
        node.Remove("beta");
    }
}

namespace SegEdge.Onnx.Transforms;

/// <summary>Replaces weights by random ones: for the test whether an explanation depends on what the model has learnt.</summary>
/// <remarks>
/// Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018, arXiv:1810.03292: the cascading test draws the layers anew from the output
/// backwards. Requires: weights stored in the model (run <see cref="FoldConstants"/> before). Ensures: the same seed gives the same numbers;
/// the first n layers from the output on get the same ones whatever n is; structure, names and other constants stay; a tensor that two
/// layers share stays shared. Case 1: Conv, ConvTranspose, Gemm, MatMul, Einsum: each is a layer. Case 2: normalisations and PRelu: belong
/// to the layer before them in the graph. Left: integers; constants of arithmetic; a default that is an input too.
/// Refused: a model without any such weight, as a quantised one.
/// </remarks>
/// <param name="layers">How many, counted from the end of the graph; null: all.</param>
public sealed class RandomiseWeights(int seed, WeightDraw draw = WeightDraw.SameMoments, int? layers = null) : IGraphTransform
{
    private enum Role { Weight, Bias, Scale, Mean, Variance, Slope }

    // By operator: what the inputs from 0 on are; null is data. Of MatMul and Einsum any stored input is a weight.
    private static readonly Dictionary<string, (bool IsLayer, Role?[] Roles)> Roles = new()
    {
        ["Conv"] = (true, [null, Role.Weight, Role.Bias]),
        ["ConvTranspose"] = (true, [null, Role.Weight, Role.Bias]),
        ["Gemm"] = (true, [Role.Weight, Role.Weight, Role.Bias]),
        ["MatMul"] = (true, [Role.Weight, Role.Weight]),
        ["Einsum"] = (true, [Role.Weight, Role.Weight]),
        ["BatchNormalization"] = (false, [null, Role.Scale, Role.Bias, Role.Mean, Role.Variance]),
        ["InstanceNormalization"] = (false, [null, Role.Scale, Role.Bias]),
        ["LayerNormalization"] = (false, [null, Role.Scale, Role.Bias]),
        ["GroupNormalization"] = (false, [null, Role.Scale, Role.Bias]),
        ["PRelu"] = (false, [null, Role.Slope]),
    };

    /// <summary>Names of the nodes that are layers, from the end of the graph on.</summary>
    public static IReadOnlyList<Node> Layers(Model model) =>
        [.. model.Graph.Nodes.Where(n => Of(model.Graph, n).Any() && Roles[n.OpType].IsLayer).Reverse()];

    public bool Apply(Model model)
    {
        var graph = model.Graph;
        var all = Layers(model).Count;
        if (all == 0)
            throw new OnnxException($"Graph '{graph.Name}' has no floating weights of " +
                $"{string.Join(", ", Roles.Where(r => r.Value.IsLayer).Select(r => r.Key))}; is it quantised?");
        if (layers is < 0 || layers > all) throw new OnnxException($"{layers} layers of {all}; expected 0 to {all}.");

        var random = new Random(seed);
        var b = new GraphBuilder(model, "random");
        var drawn = new Dictionary<Value, Value>();
        var left = layers ?? all;
        foreach (var node in Enumerable.Reverse(graph.Nodes).ToList())
        {
            if (left == 0) break;
            var stored = Of(graph, node).ToList();
            foreach (var (index, role) in stored)
            {
                var value = node.Input(index);
                if (!drawn.TryGetValue(value, out var fresh)) drawn[value] = fresh = b.Const(Draw(node, value.Constant!, role, random));
                node.Inputs[index] = fresh;
            }
            if (stored.Count > 0 && Roles[node.OpType].IsLayer) left--;
        }
        new RemoveUnused().Apply(model);
        return drawn.Count > 0;
    }

    private static IEnumerable<(int Index, Role Role)> Of(Graph graph, Node node)
    {
        if (node.Domain.Length > 0 || !Roles.TryGetValue(node.OpType, out var entry)) yield break;
        for (var i = 0; i < Math.Min(entry.Roles.Length, node.Inputs.Count); i++)
            if (entry.Roles[i] is { } role && node.Inputs[i] is { } value && ChannelScaling.Stored(graph, value) is not null)
                yield return (i, role);
    }

    private Tensor Draw(Node node, Tensor tensor, Role role, Random random)
    {
        var numbers = tensor.ToDoubles();
        switch (draw)
        {
            case WeightDraw.Initial:
                if (role == Role.Weight) Normal(numbers, random, 0, Math.Sqrt(2 / FanIn(node, tensor)));
                else if (role is Role.Bias or Role.Scale) Array.Fill(numbers, role == Role.Scale ? 1 : 0);
                break;
            case WeightDraw.SameMoments when role != Role.Variance:
                var mean = numbers.Average();
                Normal(numbers, random, mean, Math.Sqrt(numbers.Average(n => (n - mean) * (n - mean))));
                break;
            default:
                random.Shuffle(numbers);
                break;
        }
        return Tensor.FromDoubles(tensor.Type, numbers, [.. tensor.Dimensions]);
    }

    // Numbers that are summed for one output: of [.., inputs, outputs] or [outputs, inputs, taps..]; of a transposed convolution as frameworks count.
    private static double FanIn(Node node, Tensor weight)
    {
        var dimensions = weight.Dimensions;
        if (dimensions.Count < 2) return dimensions.Count == 0 ? 1 : dimensions[0];
        return node.Is("MatMul") || node.Is("Einsum") || (node.Is("Gemm") && node.Int("transB", 0) == 0)
            ? dimensions[^2]
            : dimensions.Skip(1).Aggregate(1.0, (product, d) => product * d);
    }

    // Drawn, then moved and stretched so that the sample itself has those moments.
    private static void Normal(double[] into, Random random, double mean, double deviation)
    {
        for (var i = 0; i < into.Length; i++)
            into[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var centre = into.Average();
        var spread = Math.Sqrt(into.Average(v => (v - centre) * (v - centre)));
        for (var i = 0; i < into.Length; i++) into[i] = spread == 0 ? mean : mean + ((into[i] - centre) / spread * deviation);
    }
}

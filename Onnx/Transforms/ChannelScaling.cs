namespace SegEdge.Onnx.Transforms;

/// <summary>What a batch normalisation does to each channel: x * scale + shift.</summary>
internal sealed record ChannelScaling(double[] Scale, double[] Shift)
{
    /// <summary>Null if it is in training mode, or its statistics are not stored.</summary>
    public static ChannelScaling? Of(Graph graph, Node norm)
    {
        if (norm.Int("training_mode", 0) != 0 || norm.Outputs.Skip(1).Any(o => o is not null)) return null;
        Tensor?[] stored = [.. Enumerable.Range(1, 4).Select(i => Stored(graph, norm.Input(i)))];
        if (stored.Contains(null)) return null;
        double[][] numbers = [.. stored.Select(s => s!.ToDoubles())];
        double epsilon = norm.Float("epsilon", 1e-5f);
        double[] scale = [.. numbers[0].Select((gamma, c) => gamma / Math.Sqrt(numbers[3][c] + epsilon))];
        return new(scale, [.. scale.Select((s, c) => numbers[1][c] - (numbers[2][c] * s))]);
    }

    /// <summary>Floating numbers that no caller can replace; null for anything else.</summary>
    public static Tensor? Stored(Graph graph, Value value) => graph.Inputs.Contains(value) || !value.Type.IsFloating() ? null : value.Constant;

    /// <summary>Weights and bias of (W x + bias) * scale + shift.</summary>
    /// <param name="node">Conv, ConvTranspose or Gemm.</param>
    public (double[] Weight, double[] Bias) Behind(Node node, Tensor weight, Tensor? bias)
    {
        var w = weight.ToDoubles();
        var outputs = Scale.Length;
        int first = (int)weight.Dimensions[0], second = (int)weight.Dimensions[1], taps = w.Length / (first * second);
        // Which output a weight belongs to. A transposed convolution has its groups one after another along its inputs, the first axis.
        Func<int, int> output = node.OpType switch
        {
            "Conv" => i => i / (second * taps),
            "ConvTranspose" => i => (i / (second * taps) / (first / (int)node.Int("group", 1)) * second) + (i / taps % second),
            _ when node.Int("transB", 0) == 1 => i => i / second,
            _ => i => i % second,
        };
        for (var i = 0; i < w.Length; i++) w[i] *= Scale[output(i)];
        var old = bias?.ToDoubles() ?? new double[outputs];
        double beta = node.Is("Gemm") ? node.Float("beta", 1) : 1;
        return (w, [.. Scale.Select((s, c) => (old[old.Length == 1 ? 0 : c] * beta * s) + Shift[c])]);
    }

    /// <summary>Weights and bias of W (x * scale + shift) + bias.</summary>
    /// <param name="conv">Without padding.</param>
    public (double[] Weight, double[] Bias) Before(Node conv, Tensor weight, Tensor? bias)
    {
        var w = weight.ToDoubles();
        int outputs = (int)weight.Dimensions[0], inputs = (int)weight.Dimensions[1], taps = w.Length / (outputs * inputs);
        var outputsInGroup = outputs / (int)conv.Int("group", 1);
        var newBias = bias?.ToDoubles() ?? new double[outputs];
        for (var i = 0; i < w.Length; i++)
        {
            var output = i / (inputs * taps);
            var input = (output / outputsInGroup * inputs) + (i / taps % inputs);
            newBias[output] += w[i] * Shift[input];
            w[i] *= Scale[input];
        }
        return (w, newBias);
    }
}

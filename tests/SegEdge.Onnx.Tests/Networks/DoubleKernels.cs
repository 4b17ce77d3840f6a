namespace SegEdge.Onnx.Tests.Networks;

/// <summary>Operators without a double kernel on ONNX Runtime's CPU provider, in operators that have one. A second definition of each,
/// which shares nothing with the gradient rules.</summary>
internal sealed class DoubleKernels
{
    private readonly GraphBuilder _b;
    private readonly Dictionary<string, Func<Node, Value?[], Value>> _spellings;

    public DoubleKernels(GraphBuilder b)
    {
        _b = b;
        _spellings = new()
        {
            ["Conv"] = Conv,
            ["ConvTranspose"] = ConvTranspose,
            ["AveragePool"] = AveragePool,
            ["GlobalAveragePool"] = (_, x) => b.Reduce("ReduceMean", x[0]!, [2, 3]),
            ["Resize"] = Resize,
            ["PRelu"] = (_, x) => b.Sub(b.Op("Relu", x[0]), b.Mul(b.Op("Relu", b.Neg(x[0]!)), x[1]!)),
            ["HardSigmoid"] = (n, x) => HardSigmoid(x[0]!, n.Float("alpha", 0.2f), n.Float("beta", 0.5f)),
            ["HardSwish"] = (_, x) => b.Mul(x[0]!, HardSigmoid(x[0]!, 1 / 6f, 0.5f)),
            ["Erf"] = (_, x) => Erf(x[0]!),
            ["Gelu"] = (_, x) => b.Mul(b.Mul(x[0]!, Number(0.5)), b.Add(Erf(b.Mul(x[0]!, Number(Math.Sqrt(0.5)))), Number(1))),
        };
    }

    /// <param name="x">The node's inputs in double.</param>
    /// <returns>Its output; null for an operator that has a double kernel of its own.</returns>
    public Value? Spell(Node node, Value?[] x) => _spellings.TryGetValue(node.OpType, out var spelling) ? spelling(node, x) : null;

    private Value Number(double value) => _b.Const(Tensor.Scalar(ElementType.Double, value));

    private Value Conv(Node node, Value?[] x)
    {
        var w = node.Input(1).Constant!;
        var window = SlidingWindow.Of(node, x[0]!, w.Dimensions);
        return Convolve(x[0]!, w.ToDoubles(), [.. w.Dimensions], x.ElementAtOrDefault(2), node.Int("group", 1), window);
    }

    /// <summary>A Conv of the picture with zeros between its pixels, by the kernel turned by half a turn, from outputs to inputs.</summary>
    private Value ConvTranspose(Node node, Value?[] x)
    {
        var w = node.Input(1).Constant!;
        var (group, window) = (node.Int("group", 1), SlidingWindow.Of(node, x[0]!, w.Dimensions));
        var extra = node.Ints("output_padding") ?? [0, 0];
        if (node.Text("auto_pad", "NOTSET") != "NOTSET" || node.Has("output_shape"))
            throw new NotSupportedException($"{node}: explicit pads only.");
        var (kh, kw) = (window.Kernel[0], window.Kernel[1]);
        var (outputs, inputs) = (w.Dimensions[1], w.Dimensions[0] / group);
        var from = w.ToDoubles();
        var turned = new double[from.Length];
        for (var g = 0L; g < group; g++)
            for (var i = 0L; i < inputs; i++)
                for (var o = 0L; o < outputs; o++)
                    for (var k = 0L; k < kh * kw; k++)
                        turned[(((((g * outputs) + o) * inputs) + i) * kh * kw) + k] =
                            from[((((((g * inputs) + i) * outputs) + o) + 1) * kh * kw) - 1 - k];
        long Before(int a) => (window.Dilations[a] * (window.Kernel[a] - 1)) - window.Pads[a];
        long After(int a) => (window.Dilations[a] * (window.Kernel[a] - 1)) - window.Pads[a + 2] + extra[a] - (window.Strides[a] - 1);
        return Convolve(Spread(x[0]!, window.Strides), turned, [outputs * group, inputs, kh, kw], x.ElementAtOrDefault(2), group,
            window with { Strides = [1, 1], Pads = [Before(0), Before(1), After(0), After(1)] });
    }

    /// <summary>[N, C, H, W] to [N, C, H * sy, W * sx], zeros after each pixel.</summary>
    private Value Spread(Value x, long[] strides)
    {
        var (h, w) = (x.Shape![2].Size!.Value, x.Shape[3].Size!.Value);
        var cells = _b.Pad(_b.Reshape(x, 0, 0, h, 1, w, 1), 0, 0, 0, 0, 0, 0, 0, 0, 0, strides[0] - 1, 0, strides[1] - 1);
        return _b.Reshape(cells, 0, 0, h * strides[0], w * strides[1]);
    }

    /// <summary>For each row of the kernel, its weights as a matrix times the columns that they meet.</summary>
    /// <remarks>Row by row, because all columns at once are kernel-size times the picture: more memory than the arithmetic is worth.</remarks>
    private Value Convolve(Value x, double[] weights, long[] dims, Value? bias, long group, SlidingWindow window)
    {
        var (outputs, inputs, kh, kw) = (dims[0], dims[1], dims[2], dims[3]);
        var (height, width) = (window.Outputs(x, 0), window.Outputs(x, 1));
        var columns = Columns(x, window, width);
        Value? sum = null;
        for (var ky = 0L; ky < kh; ky++)
        {
            var matrix = new double[outputs * inputs * kw];
            for (var i = 0L; i < outputs * inputs; i++)
                weights.AsSpan((int)(((i * kh) + ky) * kw), (int)kw).CopyTo(matrix.AsSpan((int)(i * kw)));
            var rows = Every(columns, 3, ky * window.Dilations[0], height, window.Strides[0]);
            var product = _b.MatMul(_b.Const(Tensor.Of<double>(matrix, group, outputs / group, inputs * kw)),
                _b.Reshape(rows, 0, group, inputs * kw, height * width));
            sum = sum is null ? product : _b.Add(sum, product);
        }
        var y = _b.Reshape(sum!, 0, outputs, height, width);
        return bias is null ? y : _b.Add(y, _b.Reshape(bias, -1, 1, 1));
    }

    /// <returns>[N, C, kw, H with pads, Wo]: what each column of the kernel meets.</returns>
    private Value Columns(Value x, SlidingWindow window, long width)
    {
        var pads = window.Pads;
        var padded = Array.TrueForAll(pads, p => p == 0) ? x : _b.Pad(x, 0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]);
        var taps = new Value?[window.Kernel[1]];
        for (var kx = 0; kx < taps.Length; kx++)
            taps[kx] = _b.Unsqueeze(Every(padded, 3, kx * window.Dilations[1], width, window.Strides[1]), 2);
        return taps.Length == 1 ? taps[0]! : _b.Concat(2, taps);
    }

    private Value Every(Value x, int axis, long from, long count, long stride) => stride == 1 && x.Shape![axis].Size == count
        ? x
        : _b.Slice(x, [from], [from + ((count - 1) * stride) + 1], [axis], [stride]);

    /// <summary>A convolution of each channel by itself, with equal weights.</summary>
    private Value AveragePool(Node node, Value?[] x)
    {
        var kernel = node.Ints("kernel_shape")!;
        var window = SlidingWindow.Of(node, x[0]!, [0, 0, .. kernel]);
        if (node.Int("ceil_mode", 0) != 0 || (node.Int("count_include_pad", 0) == 0 && window.Pads.Any(p => p != 0)))
            throw new NotSupportedException($"{node}: neither ceil_mode nor means that leave the padding out.");
        var (channels, taps) = (x[0]!.Shape![1].Size!.Value, kernel[0] * kernel[1]);
        var even = new double[channels * taps];
        Array.Fill(even, 1.0 / taps);
        return Convolve(x[0]!, even, [channels, 1, .. kernel], null, channels, window);
    }

    /// <summary>A matrix for the rows and one for the columns. Each is what ONNX Runtime's own Resize makes of the identity, so that every
    /// mode is right by construction.</summary>
    private Value Resize(Node node, Value?[] x)
    {
        var (from, to) = (x[0]!.Shape!, node.Output.Shape!.Sizes());
        var y = _b.MatMul(_b.Const(Matrix(node, from[2].Size!.Value, to[2], 2)), x[0]!);
        return _b.MatMul(y, _b.Transpose(_b.Const(Matrix(node, from[3].Size!.Value, to[3], 3)), 1, 0));
    }

    private Tensor Matrix(Node node, long from, long to, int axis)
    {
        var one = new Model(new Graph("resize")) { Opset = _b.Opset };
        var b = new GraphBuilder(one, "resize");
        var identity = new float[from * from];
        for (var i = 0L; i < from; i++) identity[(i * from) + i] = 1;
        var x = b.Input("x", ElementType.Float, [1, 1, from, from]);
        var scales = node.InputOrNull(2)?.Constant is { Count: 4 } s ? b.Const(Tensor.Of<float>([1, 1, s.ToFloats()[axis], 1], 4)) : null;
        b.Output("y", b.Op("Resize", scales is null ? [x, null, null, b.Ints(1, 1, to, from)] : [x, null, scales], [.. node.Attributes]));
        using var ort = new Ort(one);
        return InDouble.Of(ort.Run(("x", Tensor.Of<float>(identity, 1, 1, from, from)))["y"].Reshaped(to, from));
    }

    private Value HardSigmoid(Value x, double alpha, double beta) =>
        _b.Op("Clip", _b.Add(_b.Mul(x, Number(alpha)), Number(beta)), Number(0), Number(1));

    /// <summary>Abramowitz, Stegun, Handbook of Mathematical Functions, 7.1.26: off by 1.5e-7 at most.</summary>
    private Value Erf(Value x)
    {
        var size = _b.Op("Abs", x);
        var t = _b.Div(Number(1), _b.Add(Number(1), _b.Mul(size, Number(0.3275911))));
        Value sum = Number(1.061405429);
        foreach (var a in (double[])[-1.453152027, 1.421413741, -0.284496736, 0.254829592]) sum = _b.Add(_b.Mul(sum, t), Number(a));
        var positive = _b.Sub(Number(1), _b.Mul(_b.Mul(sum, t), _b.Op("Exp", _b.Neg(_b.Mul(x, x)))));
        return _b.Mul(positive, _b.Op("Sign", x));
    }
}

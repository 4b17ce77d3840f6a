namespace SegEdge.Onnx.Gradients;

/// <summary>Pools. Maxima that occur several times in a window share its gradient in equal parts.</summary>
internal static class Pooling
{
    /// <summary>dx = dy / (H W), everywhere.</summary>
    public static Value?[] GlobalAveragePool(GradientBuilder b, Node n, Value dy)
    {
        var x = n.Input(0);
        if (x.Shape is { } shape && shape.Skip(2).All(d => d.Size is not null))
        {
            long[] sizes = [.. shape.Skip(2).Select(d => d.Size!.Value)];
            return [b.Op("Expand", b.Mul(dy, b.Scalar(x, 1.0 / sizes.Aggregate(1L, (a, s) => a * s))), b.Ints(Window.Spatial(sizes, 1)))];
        }
        var count = b.Div(b.Cast(b.Op("Size", x), x.Type), b.Cast(b.Op("Size", n.Output), x.Type));
        return [b.Op("Expand", b.Div(dy, count), b.Op("Shape", x))];
    }

    /// <summary>dx = dy where x = y; ties share.</summary>
    /// <exception cref="OnnxException">The rank is not known.</exception>
    public static Value?[] GlobalMaxPool(GradientBuilder b, Node n, Value dy)
    {
        var x = n.Input(0);
        var rank = x.Shape?.Rank ?? throw new OnnxException($"{n}: the rank of {x} is not known; expected a shape.");
        var isMax = b.Cast(b.Op("Equal", x, n.Output), x.Type);
        return [b.Mul(isMax, b.Div(dy, b.ReduceSum(isMax, [.. Enumerable.Range(2, rank - 2).Select(a => (long)a)])))];
    }

    /// <summary>dx = the sum over the windows around a pixel of dy / (values in the window).</summary>
    /// <remarks>Three forms. Windows side by side: dy repeated. Every position: an average again. Else a ConvTranspose of
    /// an even kernel.</remarks>
    public static Value?[] AveragePool(GradientBuilder b, Node n, Value dy)
    {
        var window = Window.Of(n);
        var taps = window.Kernel.Aggregate(1L, (a, k) => a * k);
        if (Shares(b, n, window, taps) is { } shares) dy = b.Mul(dy, shares);
        if (window.IsTiling) return [Fit(b, window, Repeat(b, b.Mul(dy, b.Scalar(n.Input(0), 1.0 / taps)), window.Strides))];
        var begin = Enumerable.Range(0, window.Rank).Select(i => window.Kernel[i] - 1 - window.Begin[i]).ToArray();
        var end = Enumerable.Range(0, window.Rank).Select(i => window.Kernel[i] - 1 - window.End[i]).ToArray();
        if (window.IsEveryPosition && !window.IsDilated && begin.Concat(end).All(p => p >= 0))
            return [b.Op("AveragePool", [dy], Attribute.Of("kernel_shape", window.Kernel), Attribute.Of("pads", begin.Concat(end)),
                Attribute.Of("count_include_pad", 1))];

        var channels = Channels(n);
        var even = Tensor.Filled(n.Input(0).Type, [channels, 1, .. window.Kernel], 1.0 / taps);
        var rest = Enumerable.Range(0, window.Rank).Select(window.Rest).ToArray();
        return [b.Op("ConvTranspose", [dy, b.Const(even)],
            Attribute.Of("strides", window.Strides), Attribute.Of("dilations", window.Dilations), Attribute.Of("group", channels),
            Attribute.Of("pads", window.Begin.Concat(window.End.Select((p, i) => p - Math.Min(rest[i], 0)))),
            Attribute.Of("output_padding", rest.Select(r => Math.Max(r, 0))))];
    }

    /// <summary>dx = the sum over the windows around a pixel of dy where the pixel is the window's maximum; ties share.</summary>
    /// <remarks>With T = span / stride, rounded up, windows around each pixel: y and dy are repeated stride times, laid over x at each of the
    /// T shifts of one stride, and compared. Copies only, no arithmetic on what is compared: also true where an engine convolves in fewer
    /// bits. Windows side by side are the case T = 1. Measured (ONNX Runtime 1.31.1, one thread, 64 x 180 x 320, in ms): T = 1 by Resize
    /// 9.8, by ConvTranspose 10.4, by DepthToSpace 22, by Expand 40; 3x3 stride 2 by shifts 46, by strided slices 52, by one-hot
    /// convolutions 32, but these compare sums.</remarks>
    public static Value?[] MaxPool(GradientBuilder b, Node n, Value dy)
    {
        var window = Window.Of(n);
        var x = n.Input(0);
        var shifts = new MaxShifts(b, window, x.Type);
        var laid = shifts.Lay(x);
        var y = Repeat(b, n.Output, window.Strides);
        var isMax = shifts.All.Select(shift => shifts.Within(shift, b.Cast(b.Op("Equal", shifts.Under(laid, shift), y), x.Type))).ToList();
        var ties = isMax.Select(m => shifts.CountPerWindow(m)).Aggregate(b.Add);
        var share = Repeat(b, b.Div(dy, ties), window.Strides);
        return [shifts.Lift(shifts.All.Zip(isMax, (shift, m) => shifts.At(shift, b.Mul(m, share))).Aggregate(b.Add))];
    }

    /// <summary>Every value along each spatial axis so many times.</summary>
    private static Value Repeat(GraphBuilder b, Value x, long[] times) => Array.TrueForAll(times, t => t == 1) ? x : b.Op("Resize",
        [x, null, b.Const(Tensor.Of<float>([1, 1, .. times.Select(t => (float)t)], times.Length + 2))],
        Attribute.Of("mode", "nearest"), Attribute.Of("coordinate_transformation_mode", "asymmetric"), Attribute.Of("nearest_mode", "floor"));

    /// <summary>Adds zeros for the rows behind the last window, or cuts those that stand over.</summary>
    private static Value Fit(GraphBuilder b, Window window, Value dx)
    {
        var rest = Enumerable.Range(0, window.Rank).Select(window.Rest).ToArray();
        return rest.All(r => r == 0) ? dx : b.Pad(dx, [.. new long[window.Rank + 2], .. Window.Spatial(rest)]);
    }

    /// <summary>Kernel size over the number of values that a window averages, [1, 1, windows...]; null if it is 1 everywhere.</summary>
    private static Value? Shares(GraphBuilder b, Node n, Window window, long taps)
    {
        var counted = n.Int("count_include_pad", 0);
        if (n.Int("ceil_mode", 0) == 0 && (counted == 1 || window.Begin.Concat(window.End).All(p => p == 0))) return null;
        double[] shares = [1];
        var counts = new long[window.Rank];
        for (var i = 0; i < window.Rank; i++)
        {
            counts[i] = window.Count(i);
            var (first, last) = (-counted * window.Begin[i], window.Size(i) + (counted * window.End[i]));
            var inside = Enumerable.Range(0, (int)counts[i]).Select(j => (double)Enumerable.Range(0, (int)window.Kernel[i])
                .Count(t => (j * window.Strides[i]) - window.Begin[i] + (t * window.Dilations[i]) is var p && p >= first && p < last)).ToArray();
            shares = [.. shares.SelectMany(s => inside.Select(c => s * window.Kernel[i] / c))];
        }
        return Array.TrueForAll(shares, s => s == 1) ? null : b.Const(Tensor.FromDoubles(n.Input(0).Type, shares, Window.Spatial(counts, 1)));
    }

    private static long Channels(Node n) => n.Input(0).Shape?[1].Size
        ?? throw new OnnxException($"{n}: the number of channels of {n.Input(0)} is open; expected a number.");
}

namespace SegEdge.Onnx.Gradients;

/// <summary>Convolutions, by their input. They are linear in it, so the gradient is the transposed map, which does not read the input.</summary>
internal static class Convolution
{
    /// <summary>dx = ConvTranspose(dy, w); at stride 1 the same as Conv(dy, w rotated and transposed).</summary>
    /// <remarks>Measured, ONNX Runtime 1.31.1, one thread, ConvTranspose against the other form, in ms.
    /// Stride 1, Conv: 64 to 64 channels, 3x3, 90x160: 9.3 against 6.4; 16 to 16, 192x320: 5.3 against 2.6; 256 from 32, 45x80: 5.8
    /// against 3.3; the one loss: 12 to 12, dilation 4, 90x160: 0.54 against 0.62.
    /// Stride 2, the best of: zeros put between, then Conv; four phase Convs, nine taps in all, or one Conv, then DepthToSpace. 64 to 64,
    /// 3x3, from 90x160: 3.5 against 4.4; 16 from 3, from 360x640: 1.5 against 2.2; 64 from 3, 7x7: 3.3 against 4.4; depthwise 64: 1.0
    /// against 1.8. So no other form at strides above 1.</remarks>
    public static Value?[] Conv(GradientBuilder b, Node n, Value dy)
    {
        var window = Window.Of(n);
        return [window.IsEveryPosition && n.Input(1).Constant is { } w ? Rotated(b, n, window, w, dy) : Transposed(b, n, window, dy)];
    }

    /// <summary>dx = Conv(dy, w) with the same strides, pads, dilations and groups.</summary>
    public static Value?[] ConvTranspose(GradientBuilder b, Node n, Value dy)
    {
        var window = WindowOfTranspose(n);
        return [b.Op("Conv", [dy, n.Input(1)], Attributes(n, window, [.. window.Begin, .. window.End]))];
    }

    private static Value Rotated(GraphBuilder b, Node n, Window window, Tensor w, Value dy)
    {
        var begin = Enumerable.Range(0, window.Rank).Select(i => window.Span(i) - 1 - window.Begin[i]).ToArray();
        var end = Enumerable.Range(0, window.Rank).Select(i => window.Span(i) - 1 - window.End[i]).ToArray();
        // More padding than a window is long: those outputs saw zeros only.
        if (begin.Concat(end).Any(p => p < 0)) dy = Crop(b, dy, [.. begin.Select(p => Math.Max(0, -p))], [.. end.Select(p => Math.Max(0, -p))]);
        long[] pads = [.. begin.Concat(end).Select(p => Math.Max(0, p))];
        return b.Op("Conv", [dy, b.Const(Rotate(w, n.Int("group", 1)))], Attributes(n, window, pads));
    }

    private static Value Transposed(GraphBuilder b, Node n, Window window, Value dy)
    {
        // (H + pads - dilation * (k - 1) - 1) mod stride: rows that the stride passed over. At stride 1 there are none, whatever H is.
        var rest = Enumerable.Range(0, window.Rank).Select(i => window.Strides[i] == 1 ? 0 : window.Rest(i));
        return b.Op("ConvTranspose", [dy, n.Input(1)],
            [.. Attributes(n, window, [.. window.Begin, .. window.End]), Attribute.Of("output_padding", rest)]);
    }

    private static Attribute[] Attributes(Node n, Window window, long[] pads) =>
    [
        Attribute.Of("kernel_shape", window.Kernel), Attribute.Of("strides", window.Strides), Attribute.Of("dilations", window.Dilations),
        Attribute.Of("pads", pads), Attribute.Of("group", n.Int("group", 1)),
    ];

    private static Value Crop(GraphBuilder b, Value x, long[] begin, long[] end) =>
        b.Slice(x, begin, [.. end.Select(e => e > 0 ? -e : long.MaxValue)], [.. Enumerable.Range(2, begin.Length).Select(a => (long)a)]);

    /// <summary>[groups * out, in, k...] becomes [groups * in, out, k...] with the order of all taps turned round.</summary>
    private static Tensor Rotate(Tensor w, long groups)
    {
        var (outs, ins, taps) = (w.Dimensions[0] / groups, w.Dimensions[1], w.Dimensions.Skip(2).Aggregate(1L, (a, k) => a * k));
        var bytes = w.Type.Bits()!.Value / 8;
        var to = new byte[w.Raw.Length];
        long next = 0;
        for (long g = 0; g < groups; g++)
            for (long i = 0; i < ins; i++)
                for (long o = 0; o < outs; o++)
                    for (var t = taps - 1; t >= 0; t--, next += bytes)
                        w.Raw.Slice((int)((((((g * outs) + o) * ins) + i) * taps + t) * bytes), bytes).CopyTo(to.AsMemory((int)next));
        return Tensor.FromRaw(w.Type, [groups * ins, outs, .. w.Dimensions.Skip(2)], to);
    }

    // The rows of the output behind the last window are fewer than a stride, so a Conv over the output finds as many windows as x has rows.
    private static Window WindowOfTranspose(Node n)
    {
        var window = Window.Padded(n, Window.KernelOf(n));
        var mode = n.Text("auto_pad", "NOTSET");
        var shape = n.Ints("output_shape");
        if (shape is null && mode is ("NOTSET" or "VALID")) return window;
        var behind = n.Ints("output_padding") is { Length: > 0 } padding ? padding : new long[window.Rank];
        for (var i = 0; i < window.Rank; i++)
        {
            // Rows of the full result above the wanted size are cut off. SAME_* wants stride * H, for any H.
            var over = shape is null
                ? window.Span(i) - window.Strides[i]
                : ((window.Size(i) - 1) * window.Strides[i]) + window.Span(i) - shape[^(window.Rank - i)];
            window.Distribute(i, Math.Max(0, over + behind[i]), moreAtEnd: mode == "SAME_UPPER");
        }
        return window;
    }
}

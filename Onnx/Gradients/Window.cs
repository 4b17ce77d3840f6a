namespace SegEdge.Onnx.Gradients;

/// <summary>The window that a convolution or a pool slides over the spatial axes, with every attribute resolved, auto_pad too. Arrays hold one
/// number per spatial axis; spatial axis i is axis i + 2 of the tensor.</summary>
internal sealed record Window(Node Node, long[] Kernel, long[] Strides, long[] Dilations, long[] Begin, long[] End)
{
    /// <summary>Number of spatial axes.</summary>
    public int Rank => Kernel.Length;

    public bool IsEveryPosition => Array.TrueForAll(Strides, s => s == 1);

    public bool IsDilated => Enumerable.Range(0, Rank).Any(i => Dilations[i] > 1 && Kernel[i] > 1);

    /// <summary>Windows that stand side by side: they neither overlap nor leave gaps, and none reaches over the border.</summary>
    public bool IsTiling => !IsDilated && Kernel.SequenceEqual(Strides) && Begin.Concat(End).All(p => p == 0);

    /// <summary>Of a Conv or a pool.</summary>
    /// <exception cref="OnnxException">The kernel's size is not known, or padding depends on an open size.</exception>
    public static Window Of(Node n)
    {
        var kernel = KernelOf(n);
        var window = Padded(n, kernel);
        var mode = n.Text("auto_pad", "NOTSET");
        if (mode is "NOTSET" or "VALID") return window;
        for (var i = 0; i < kernel.Length; i++)
        {
            // At stride 1 the padding is the same for every size, so an open one works.
            var rest = window.Strides[i] == 1 ? 1 : (window.Size(i) - 1) % window.Strides[i] + 1;
            window.Distribute(i, Math.Max(0, window.Span(i) - rest), mode == "SAME_UPPER");
        }
        return window;
    }

    /// <summary>With the padding that stands in the attribute; none where auto_pad says otherwise.</summary>
    public static Window Padded(Node n, long[] kernel)
    {
        var (strides, dilations) = (NumbersOf(n, "strides", kernel), NumbersOf(n, "dilations", kernel));
        var window = new Window(n, kernel, strides, dilations, new long[kernel.Length], new long[kernel.Length]);
        return n.Text("auto_pad", "NOTSET") == "NOTSET" && n.Ints("pads") is { Length: > 0 } pads
            ? window with { Begin = pads[..kernel.Length], End = pads[kernel.Length..] }
            : window;
    }

    /// <summary>The size of the kernel: of the attribute, or of the weights.</summary>
    public static long[] KernelOf(Node n) => n.Ints("kernel_shape")
        ?? (n.InputOrNull(1)?.Shape is { } weights && weights.Skip(2).All(d => d.Size is not null)
            ? [.. weights.Skip(2).Select(d => d.Size!.Value)]
            : throw new OnnxException($"{n}: the kernel's size is not known; expected attribute 'kernel_shape' or weights of a fixed size."));

    /// <summary>Rows from the first to the last that one window reads.</summary>
    public long Span(int i) => (Dilations[i] * (Kernel[i] - 1)) + 1;

    /// <summary>The input's size along a spatial axis.</summary>
    /// <exception cref="OnnxException">It is open.</exception>
    public long Size(int i) => Known(Node.Input(0), i);

    /// <summary>Number of windows along a spatial axis: the output's size.</summary>
    /// <exception cref="OnnxException">It is open.</exception>
    public long Count(int i) => Known(Node.Output, i);

    /// <summary>Rows at the end, padding included, that no window reaches; negative where ceil_mode lets the last window stand over.</summary>
    public long Rest(int i) => Strides[i] == 1 ? 0 : Size(i) + Begin[i] + End[i] - Span(i) - ((Count(i) - 1) * Strides[i]);

    /// <summary>Splits padding between both ends.</summary>
    public void Distribute(int i, long total, bool moreAtEnd) =>
        (Begin[i], End[i]) = moreAtEnd ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);

    /// <summary>Zeros for the first two axes, then one number per spatial axis.</summary>
    public static long[] Spatial(IEnumerable<long> numbers, long others = 0) => [others, others, .. numbers];

    private static long[] NumbersOf(Node n, string attribute, long[] kernel) =>
        n.Ints(attribute) is { Length: > 0 } numbers ? numbers : Array.ConvertAll(kernel, _ => 1L);

    private long Known(Value value, int i) => value.Shape?[i + 2].Size ?? throw new OnnxException(
        $"{Node}, stride {Strides[i]}: the size of spatial axis {i} of {value} is open, and the gradient depends on it; expected a number. " +
        "Fix the spatial sizes of the model's inputs; the batch may stay open.");
}

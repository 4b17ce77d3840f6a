namespace SegEdge.Onnx.Tests.Networks;

/// <summary>Of a 2-D convolution or pooling; pads are top, left, bottom, right.</summary>
internal sealed record SlidingWindow(long[] Kernel, long[] Strides, long[] Dilations, long[] Pads)
{
    public static SlidingWindow Of(Node node, Value x, IReadOnlyList<long> weights)
    {
        var window = new SlidingWindow([weights[2], weights[3]],
            node.Ints("strides") ?? [1, 1], node.Ints("dilations") ?? [1, 1], node.Ints("pads") ?? [0, 0, 0, 0]);
        var auto = node.Text("auto_pad", "NOTSET");
        if (auto is "NOTSET" or "VALID") return window;
        if (auto is not ("SAME_UPPER" or "SAME_LOWER")) throw new NotSupportedException($"{node}: auto_pad {auto}.");
        long[] total = [.. Enumerable.Range(0, 2).Select(a => Math.Max(0, window.Missing(x, a)))];
        long[] less = [total[0] / 2, total[1] / 2], more = [total[0] - less[0], total[1] - less[1]];
        return window with { Pads = auto == "SAME_UPPER" ? [.. less, .. more] : [.. more, .. less] };
    }

    public long Outputs(Value x, int axis) =>
        ((x.Shape![axis + 2].Size!.Value + Pads[axis] + Pads[axis + 2] - Reach(axis)) / Strides[axis]) + 1;

    private long Missing(Value x, int axis)
    {
        var size = x.Shape![axis + 2].Size!.Value;
        return (((size + Strides[axis] - 1) / Strides[axis]) - 1) * Strides[axis] + Reach(axis) - size;
    }

    private long Reach(int axis) => (Dilations[axis] * (Kernel[axis] - 1)) + 1;
}

namespace SegEdge.Onnx.ShapeRules;

/// <summary>x [N, C, spatial...], weights [M, C / group, kernel...].</summary>
internal static class Convolution
{
    public static void Conv(Inference i) => i.Set(0, i.Type(0), Of(i, x: 0, w: 1, bias: 2));

    public static void ConvInteger(Inference i) => i.Set(0, ElementType.Int32, Of(i, x: 0, w: 1, bias: -1));

    /// <summary>x, its scale and zero point; w and its; y's; bias.</summary>
    public static void QLinearConv(Inference i) => i.Set(0, i.Type(7), Of(i, x: 0, w: 3, bias: 8));

    /// <summary>Weights [C, M / group, kernel...]. Output size = stride (in - 1) + output_padding + (k - 1) dilation + 1 - pads.</summary>
    public static void ConvTranspose(Inference i)
    {
        if (Inputs(i, 0, 1) is not var (x, w)) { i.Set(0, i.Type(0), null); return; }
        var group = Group(i);
        i.Same(x[1], w[0], "channels of input and weights");
        var rank = x.Rank - 2;
        var window = new Window(i, rank);
        var kernel = Kernel(i, w, rank);
        var padding = i.Node.Ints("output_padding") ?? new long[rank];
        var target = i.Node.Ints("output_shape");
        // Some exporters write the whole shape, some only the spatial part.
        if (target is not null && target.Length != rank && target.Length != rank + 2)
            throw i.Error($"output_shape of {target.Length} numbers", $"{rank}");
        if (padding.Length != rank) throw i.Error($"output_padding of {padding.Length} numbers", $"{rank}");
        var channels = w[1].Size * group is { } m ? m : Dim.Unknown;
        var dims = new Dim[rank];
        for (var k = 0; k < rank; k++)
            dims[k] = target is not null ? target[target.Length - rank + k]
                : x[k + 2].Size is not { } size || window.Extent(k, kernel[k]).Size is not { } extent ? Dim.Unknown
                : window.IsSame ? size * window.Stride(k)
                : ((size - 1) * window.Stride(k)) + padding[k] + extent - window.Pads(k);
        Bias(i, 2, channels);
        i.Set(0, i.Type(0), [x[0], channels, .. dims]);
    }

    private static Shape? Of(Inference i, int x, int w, int bias)
    {
        if (Inputs(i, x, w) is not var (input, weights)) return null;
        var group = Group(i);
        if (input[1].Size is { } channels && weights[1].Size is { } each && channels != each * group)
            throw i.Error($"{channels} channels in input {input}", $"{each * group} by weights {weights} and group {group}");
        if (weights[0].Size % group > 0) throw i.Error($"{weights[0]} output channels", $"a multiple of group {group}");
        if (bias >= 0) Bias(i, bias, weights[0]);
        var window = new Window(i, input.Rank - 2);
        var kernel = Kernel(i, weights, input.Rank - 2);
        return [input[0], weights[0], .. kernel.Select((k, axis) => window.Fits(axis, input[axis + 2], k))];
    }

    private static (Shape X, Shape W)? Inputs(Inference i, int x, int w)
    {
        if (i.Shape(x) is { Rank: < 3 } low) throw i.Error($"input {low}", "[N, C, spatial...]");
        if (i.Shape(x) is not { } input || i.Ranked(w, input.Rank) is not { } weights) return null;
        return (input, weights);
    }

    private static long Group(Inference i) => i.Node.Int("group", 1) is > 0 and var group ? group : throw i.Error("group below 1", "1 or more");

    private static void Bias(Inference i, int input, Dim channels)
    {
        if (i.Ranked(input, 1) is { } bias) i.Same(bias[0], channels, "output channels of bias and weights");
    }

    private static Dim[] Kernel(Inference i, Shape weights, int rank)
    {
        var stated = i.Node.Ints("kernel_shape");
        if (stated is not null && stated.Length != rank) throw i.Error($"kernel_shape of {stated.Length} numbers", $"{rank}");
        return [.. weights.Skip(2).Select((dim, k) => stated is null ? dim : i.Same(dim, stated[k], "kernel sizes of weights and kernel_shape"))];
    }
}

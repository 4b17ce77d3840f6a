namespace SegEdge.Onnx.Gradients;

/// <summary>One axis that a Resize changes.</summary>
/// <param name="Axis">From the outermost, 0.</param>
/// <param name="Rank">Of the tensor.</param>
/// <param name="Map">Output element by output element, which inputs it mixes.</param>
internal sealed record ResizedAxis(int Axis, int Rank, Interpolation Map)
{
    /// <summary>Input sizes from here on take <see cref="Stencil"/> if they can.</summary>
    /// <remarks>Dense costs one multiplication per element of dy and of the input's size; a depthwise Conv about what 45 of them cost.
    /// Measured (ONNX Runtime 1.31.1, one thread, linear, half_pixel, both axes), dense against stencil in ms: 96 x 24x40 by 2: 0.26, 0.30;
    /// 64 x 48x80: 1.15, 1.08; 64 x 60x80 by 4: 5.6, 3.4; 19 x 45x80 by 8: 3.8, 3.3; 32 x 96x160 by 2: 4.1, 1.7; 6 x 192x320: 5.5, 1.9;
    /// 64 x 180x320: 63, 14; 1 x 12x20 by 30: 0.05, 0.12. Even and odd elements by Slice, Add, Mul: 39 where a stencil takes 14; one Conv
    /// over rows and columns: 3.6 where two in turn take 1.9.</remarks>
    private const long LeastForStencil = 45;

    /// <summary>The axis as a strided convolution; null where it is none.</summary>
    public Stencil? Stencil { get; } = Stencil.Find(Map);

    /// <summary>Those that change, outermost first.</summary>
    /// <exception cref="OnnxException">The node asks for antialiasing, or for sizes or factors that are not known before the run.</exception>
    public static IReadOnlyList<ResizedAxis> Of(Node n)
    {
        if (n.Int("antialias", 0) != 0) throw new OnnxException(
            $"{n}: no gradient with antialias=1; expected 0. Export without antialiasing, or resize outside the model.");
        var x = n.Input(0).Shape ?? throw new OnnxException($"{n}: the rank of {n.Input(0)} is not known; expected a shape.");
        List<int> axes = n.Ints("axes") is { Length: > 0 } some
            ? [.. some.Select(a => (int)(a < 0 ? a + x.Rank : a))]
            : [.. Enumerable.Range(0, x.Rank)];
        var scales = ScalesOf(n, x, axes);
        var roi = n.InputOrNull(1)?.Constant?.ToFloats() ?? [];
        var isCrop = n.Text("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize";
        if (isCrop && roi.Length != 2 * axes.Count) throw new OnnxException(
            $"{n}: the region 'roi' is {n.InputOrNull(1)}; expected a constant of {2 * axes.Count} numbers.");
        var resized = new List<ResizedAxis>();
        for (var k = 0; k < axes.Count; k++)
        {
            var (start, end) = isCrop ? (roi[k], roi[axes.Count + k]) : (0f, 1f);
            // ONNX Runtime leaves an axis of factor 1 as it is, a region of interest notwithstanding.
            if (scales[k] == 1) continue;
            var map = Interpolation.Of(n, Known(n, n.Input(0), axes[k]), Known(n, n.Output, axes[k]), scales[k], start, end);
            if (!map.IsIdentity) resized.Add(new ResizedAxis(axes[k], x.Rank, map));
        }
        return [.. resized.OrderBy(r => r.Axis)];
    }

    /// <summary>A^T dy along this axis.</summary>
    /// <param name="channels">Size of axis 1, where known.</param>
    public Value Transposed(GraphBuilder b, Value dy, long? channels)
    {
        if (Stencil is { } stencil && Axis >= 2 && channels is { } c && Map.In >= LeastForStencil) return stencil.Transposed(b, this, dy, c);
        if (Axis >= Rank - 2) return Product(b, dy, 0, Map.In, 0, Map.Out);
        var last = new ResizedAxis(Rank - 1, Rank, Map);
        long[] swap = [.. Enumerable.Range(0, Rank).Select(i => (long)(i == Axis ? Rank - 1 : i == Rank - 1 ? Axis : i))];
        return b.Transpose(last.Product(b, b.Transpose(dy, swap), 0, Map.In, 0, Map.Out), swap);
    }

    /// <summary>Elements from .. to of the result; elements first .. behind of dy are all that they depend on.</summary>
    public Value Product(GraphBuilder b, Value dy, long from, long to, long first, long behind)
    {
        if (first > 0 || behind < Map.Out) dy = b.Slice(dy, [first], [behind], [Axis]);
        var isLast = Axis == Rank - 1;
        var matrix = b.Const(Map.Matrix(dy.Type, from, to, first, behind, transposed: !isLast));
        return isLast ? b.MatMul(dy, matrix) : b.MatMul(matrix, dy);
    }

    private static float[] ScalesOf(Node n, Shape x, List<int> axes)
    {
        if (n.InputOrNull(3) is null || n.InputOrNull(3)!.Constant is { Count: 0 })
        {
            return n.InputOrNull(2)?.Constant is { } scales && scales.Count == axes.Count ? scales.ToFloats() : throw new OnnxException(
                $"{n}: the factors {n.InputOrNull(2)} are not known before the run; expected a constant of {axes.Count} numbers. " +
                "Fold constants first.");
        }
        var ratios = axes.Select(a => x[a].Is(n.Output.Shape?[a] ?? Dim.Unknown) ? 1 : Ratio(n, a, Known(n, n.Output, a))).ToArray();
        return n.Text("keep_aspect_ratio_policy", "stretch") == "stretch" ? ratios : Common(n, axes, ratios);
    }

    // One factor for all axes: the smallest or largest of those that the sizes ask for.
    private static float[] Common(Node n, List<int> axes, float[] ratios)
    {
        var sizes = n.InputOrNull(3)?.Constant?.ToLongs() ?? throw new OnnxException(
            $"{n}: the sizes {n.InputOrNull(3)} are not known before the run; expected a constant.");
        var asked = axes.Select((a, k) => Ratio(n, a, sizes[k]));
        Array.Fill(ratios, n.Text("keep_aspect_ratio_policy", "stretch") == "not_larger" ? asked.Min() : asked.Max());
        return ratios;
    }

    private static float Ratio(Node n, int axis, long to) => (float)to / Known(n, n.Input(0), axis);

    private static long Known(Node n, Value value, int axis) => value.Shape?[axis].Size ?? throw new OnnxException(
        $"{n}: the size of axis {axis} of {value} is open, and the resized gradient depends on it; expected a number. " +
        "Fix the spatial sizes of the model's inputs; the batch may stay open.");
}

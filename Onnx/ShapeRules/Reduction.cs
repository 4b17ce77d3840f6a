namespace SegEdge.Onnx.ShapeRules;

/// <summary>Axes that become one number, or fewer.</summary>
internal static class Reduction
{
    /// <summary>Axes: an attribute, an input from opset 18 on. Without any, all.</summary>
    public static void Reduce(Inference i) => Reduce(i, 18);

    /// <summary>The one whose axes became an input with opset 13.</summary>
    public static void ReduceSum(Inference i) => Reduce(i, 13);

    public static void ArgMax(Inference i)
    {
        Shape? shape = null;
        if (i.Shape(0) is { } x) shape = Without(i, x, [i.Axis(i.Node.Int("axis", 0), x.Rank)]);
        i.Set(0, ElementType.Int64, shape);
    }

    /// <summary>k: an attribute, from opset 10 on an input.</summary>
    public static void TopK(Inference i)
    {
        Shape? shape = null;
        if (i.Shape(0) is { } x)
        {
            var axis = i.Axis(i.Node.Int("axis", -1), x.Rank);
            var k = i.Opset < 10 ? i.Node.Int("k", -1) : i.Numbers(1) is [var said] ? said : Dim.Unknown;
            if (k.Size < 0 || k.Size > x[axis].Size) throw i.Error($"k = {k} of axis {axis} in {x}", "0 to the axis's size");
            shape = x.With(axis, k);
        }
        i.Set(0, i.Type(0), shape);
        i.Set(1, ElementType.Int64, shape);
    }

    private static void Reduce(Inference i, long inputSince)
    {
        var axes = i.AxesOf(inputSince, out var given);
        if (given && axes is null)
        {
            i.Set(0, i.Type(0), i.Node.Int("keepdims", 1) != 0 && i.Shape(0) is { } open ? Shape.Of(open.Select(_ => Dim.Unknown)) : null);
            return;
        }
        Shape? shape = i.Shape(0);
        if (axes is { Length: > 0 }) shape = shape is { } x ? Without(i, x, i.Axes(axes, x.Rank)) : null;
        else if (i.Opset < inputSince || i.Node.Int("noop_with_empty_axes", 0) == 0)
            shape = i.Node.Int("keepdims", 1) == 0 ? Shape.Scalar : shape is { } all ? Shape.Of(all.Select(_ => (Dim)1)) : null;
        i.Set(0, i.Type(0), shape);
    }

    private static Shape Without(Inference i, Shape x, int[] axes) => i.Node.Int("keepdims", 1) != 0
        ? Shape.Of(x.Select((dim, k) => axes.Contains(k) ? 1 : dim))
        : Shape.Of(x.Where((_, k) => !axes.Contains(k)));
}

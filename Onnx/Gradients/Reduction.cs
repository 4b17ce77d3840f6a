using SegEdge.Onnx.ShapeRules;

namespace SegEdge.Onnx.Gradients;

/// <summary>Operators that make one number of many, along axes. Here y and dy stand with the reduced axes kept as 1, so that they broadcast against x.</summary>
internal static class Reduction
{
    /// <summary>dx = dy, repeated.</summary>
    public static Value?[] Sum(GradientBuilder b, Node n, Value dy) => b.Each(n, _ => b.ExpandLike(Kept(b, n, dy), n.Input(0)));

    /// <summary>dx = dy / count, repeated.</summary>
    public static Value?[] Mean(GradientBuilder b, Node n, Value dy) =>
        b.Each(n, _ => b.ExpandLike(b.Mul(Kept(b, n, dy), Share(b, n.Input(0), n.Output)), n.Input(0)));

    /// <summary>ReduceMax, ReduceMin: dx = dy where x is the extreme; several that tie share it equally.</summary>
    public static Value?[] Extreme(GradientBuilder b, Node n, Value dy) => b.Each(n, _ =>
    {
        var mask = b.Mask(b.Op("Equal", n.Input(0), Kept(b, n, n.Output)), dy);
        return b.Mul(mask, b.Div(Kept(b, n, dy), b.ReduceSum(mask, Axes(b, n))));
    });

    /// <summary>dx = dy * exp(x - y).</summary>
    public static Value?[] LogSumExp(GradientBuilder b, Node n, Value dy) =>
        b.Each(n, _ => b.Mul(Kept(b, n, dy), b.Op("Exp", b.Sub(n.Input(0), Kept(b, n, n.Output)))));

    /// <summary>dx = dy / exp(y), repeated.</summary>
    public static Value?[] LogSum(GradientBuilder b, Node n, Value dy) =>
        b.Each(n, _ => b.ExpandLike(b.Div(Kept(b, n, dy), b.Op("Exp", Kept(b, n, n.Output))), n.Input(0)));

    /// <summary>dx = dy * sign(x).</summary>
    public static Value?[] L1(GradientBuilder b, Node n, Value dy) => b.Each(n, _ => b.Mul(Kept(b, n, dy), b.Op("Sign", n.Input(0))));

    /// <summary>dx = dy * x / y; 0 where y is 0, at the tip of the cone.</summary>
    public static Value?[] L2(GradientBuilder b, Node n, Value dy) => b.Each(n, _ =>
    {
        var y = Kept(b, n, n.Output);
        var atTip = b.Mask(b.Op("Equal", y, b.Scalar(dy, 0)), dy);
        return b.Mul(n.Input(0), b.Div(Kept(b, n, dy), b.Add(y, atTip)));
    });

    /// <summary>dx = 2 dy * x.</summary>
    public static Value?[] SumSquare(GradientBuilder b, Node n, Value dy) => b.Each(n, _ =>
    {
        var once = Kept(b, n, dy);
        return b.Mul(n.Input(0), b.Add(once, once));
    });

    /// <summary>dx = dy times the product of all other elements, also where elements are 0: each zero counts as 1 in a product p that is then right for the
    /// only zero of its group, and p / x is right for the elements of a group without; everywhere else the gradient is 0.</summary>
    public static Value?[] Product(GradientBuilder b, Node n, Value dy) => b.Each(n, _ =>
    {
        var (x, axes) = (n.Input(0), Axes(b, n));
        var zeros = b.Mask(b.Op("Equal", x, b.Scalar(dy, 0)), dy);
        var filled = b.Add(x, zeros);
        var otherZeros = b.Sub(b.ReduceSum(zeros, axes), zeros);
        var alone = b.Mask(b.Op("Equal", otherZeros, b.Scalar(dy, 0)), dy);
        return b.Mul(alone, b.Div(b.Mul(Kept(b, n, dy), b.Reduce("ReduceProd", filled, axes)), filled));
    });

    /// <summary>1 / (elements of many / elements of one), as a scalar.</summary>
    public static Value Share(GradientBuilder b, Value many, Value one)
    {
        if (many.Shape?.Elements is { } all && one.Shape?.Elements is { } left) return b.Scalar(many, (double)left / all);
        // Open dimensions that both have cancel.
        var (manyOpen, oneOpen) = (Open(many), Open(one));
        if (manyOpen is not null && oneOpen is not null && manyOpen.SequenceEqual(oneOpen))
            return b.Scalar(many, (double)Fixed(one) / Fixed(many));
        return b.Div(b.Cast(b.Op("Size", one), many.Type), b.Cast(b.Op("Size", many), many.Type));

        static List<string>? Open(Value v) =>
            v.Shape is { } shape && !shape.Contains(Dim.Unknown) ? [.. shape.Select(d => d.Symbol).OfType<string>()] : null;

        static long Fixed(Value v) => v.Shape!.Aggregate(1L, (product, d) => product * (d.Size ?? 1));
    }

    /// <summary>The reduced axes, counted from the front; none if the node reduces nothing.</summary>
    private static long[] Axes(GradientBuilder b, Node n)
    {
        var reader = new Inference(n, b.Opset);
        var axes = reader.AxesOf(n.Is("ReduceSum") ? 13 : 18, out var given);
        if (given && axes is null) throw b.Refuse(n, "its axes are computed in the run", "constants");
        if (n.Input(0).Shape is not { Rank: var rank }) throw b.Refuse(n, "the rank of its input is not known", "a known rank");
        if (axes is { Length: > 0 }) return [.. reader.Axes(axes, rank).Select(a => (long)a)];
        return n.Int("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank).Select(a => (long)a)];
    }

    private static Value Kept(GradientBuilder b, Node n, Value reduced)
    {
        if (n.Int("keepdims", 1) != 0) return reduced;
        var axes = Axes(b, n);
        return axes.Length == 0 ? reduced : b.Unsqueeze(reduced, axes);
    }
}

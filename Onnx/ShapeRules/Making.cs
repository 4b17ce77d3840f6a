namespace SegEdge.Onnx.ShapeRules;

/// <summary>Tensors that come from attributes, or from nothing but a shape.</summary>
internal static class Making
{
    public static void Constant(Inference i)
    {
        if (i.Node.ConstantTensor() is { } tensor) i.Set(0, tensor.Type, tensor.Shape);
        else if (i.Node.Has("value_string")) i.Set(0, ElementType.String, Shape.Scalar);
    }

    public static void ConstantOfShape(Inference i) =>
        i.Set(0, i.Node.Tensor("value")?.Type ?? ElementType.Float, i.Numbers(0) is { } sizes ? Shape.Of(sizes) : null);

    public static void ShapeOf(Inference i)
    {
        Dim count = Dim.Unknown;
        if (i.Shape(0) is { } x)
        {
            var (start, end) = Contents.ShapeRange(i.Node, x.Rank);
            count = end - start;
        }
        i.Set(0, ElementType.Int64, [count]);
    }

    public static void Size(Inference i) => i.Set(0, ElementType.Int64, Shape.Scalar);

    /// <summary>start, limit, delta.</summary>
    public static void Range(Inference i)
    {
        Dim count = Dim.Unknown;
        if (i.Longs(0) is [var start] && i.Longs(1) is [var limit] && i.Longs(2) is [not 0 and var delta])
            count = Math.Max(0, (long)Math.Ceiling((limit - start) / (decimal)delta));
        else if (i.Known(0)?.ToDoubles() is [var a] && i.Known(1)?.ToDoubles() is [var b] && i.Known(2)?.ToDoubles() is [not 0 and var d])
            count = Math.Max(0, (long)Math.Ceiling((b - a) / d));
        i.Set(0, i.Type(0), [count]);
    }

    public static void EyeLike(Inference i) => i.Set(0, i.Node.Has("dtype") ? (ElementType)i.Node.Int("dtype", 0) : i.Type(0), i.Ranked(0, 2));
}

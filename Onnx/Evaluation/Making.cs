using SegEdge.Onnx.ShapeRules;

namespace SegEdge.Onnx.Evaluation;

/// <summary>Tensors that come from a shape or from a rule.</summary>
internal static class Making
{
    /// <summary>Null while a dimension is open.</summary>
    public static Tensor[]? Shape(Operands o)
    {
        if (o.Node.Input(0).Shape is not { } shape) return null;
        var (start, end) = Contents.ShapeRange(o.Node, shape.Rank);
        var told = shape.Take(end).Skip(start).ToList();
        return told.TrueForAll(d => d.Size is not null) ? [Tensor.Vector([.. told.Select(d => d.Size!.Value)])] : null;
    }

    public static Tensor[]? Size(Operands o) => o.Node.Input(0).Shape?.Elements is { } count ? [Tensor.Of([count])] : null;

    public static Tensor[] ConstantOfShape(Operands o) =>
        [Strided.Expand(o.Node.Tensor("value")?.Reshaped() ?? Tensor.Scalar(ElementType.Float, 0), o.Sizes)];

    /// <summary>Integers only: how floats add up is the engine's matter.</summary>
    public static Tensor[]? Range(Operands o)
    {
        var count = o.Sizes[0];
        return o[0].Type switch
        {
            ElementType.Int64 => [Tensor.Vector(Count(o[0].Span<long>()[0], o[2].Span<long>()[0], count))],
            ElementType.Int32 => [Tensor.Of<int>(Array.ConvertAll(Count(o[0].Span<int>()[0], o[2].Span<int>()[0], count), n => (int)n), count)],
            _ => null,
        };
    }

    private static long[] Count(long start, long delta, long count) => [.. Enumerable.Range(0, (int)count).Select(k => start + (k * delta))];
}

namespace SegEdge.Onnx.Evaluation;

/// <summary>Numbers of another type: integers wrap around, floats are cut off towards 0 on the way to integers and rounded to nearest, ties
/// to even, on the way to narrower floats.</summary>
internal static class Casting
{
    /// <summary>Null where C++ leaves the result open: a NaN, or a float that the integer type cannot hold.</summary>
    public static Tensor[]? Cast(Operands o)
    {
        var (from, to) = (o[0], o.Node.Output.Type);
        if (from.Type == to) return [from];
        var cast = Longs(from) is { } longs ? OfLongs(longs, to, o.Sizes) : Doubles(from) is { } doubles ? OfDoubles(doubles, to, o.Sizes) : null;
        return cast is null ? null : [cast];
    }

    private static long[]? Longs(Tensor from) => from.Type switch
    {
        ElementType.Int64 => from.Span<long>().ToArray(),
        ElementType.Int32 => Array.ConvertAll(from.Span<int>().ToArray(), v => (long)v),
        ElementType.Int8 => Array.ConvertAll(from.Span<sbyte>().ToArray(), v => (long)v),
        ElementType.UInt8 => Array.ConvertAll(from.Span<byte>().ToArray(), v => (long)v),
        ElementType.Bool => Array.ConvertAll(from.Span<bool>().ToArray(), v => v ? 1L : 0),
        _ => null,
    };

    private static double[]? Doubles(Tensor from) =>
        from.Type is ElementType.Float or ElementType.Double or ElementType.Float16 ? from.ToDoubles() : null;

    private static Tensor? OfLongs(long[] values, ElementType to, long[] sizes) => to switch
    {
        ElementType.Int64 => Tensor.Of<long>(values, sizes),
        ElementType.Int32 => Tensor.Of<int>(Array.ConvertAll(values, v => (int)v), sizes),
        ElementType.Int8 => Tensor.Of<sbyte>(Array.ConvertAll(values, v => (sbyte)v), sizes),
        ElementType.UInt8 => Tensor.Of<byte>(Array.ConvertAll(values, v => (byte)v), sizes),
        ElementType.Bool => Tensor.Of<bool>(Array.ConvertAll(values, v => v != 0), sizes),
        ElementType.Float => Tensor.Of<float>(Array.ConvertAll(values, v => (float)v), sizes),
        ElementType.Double => Tensor.Of<double>(Array.ConvertAll(values, v => (double)v), sizes),
        ElementType.Float16 => Tensor.Of<Half>(Array.ConvertAll(values, v => (Half)(float)v), sizes),
        _ => null,
    };

    private static Tensor? OfDoubles(double[] values, ElementType to, long[] sizes) => Array.Exists(values, double.IsNaN) ? null : to switch
    {
        ElementType.Float => Tensor.Of<float>(Array.ConvertAll(values, v => (float)v), sizes),
        ElementType.Double => Tensor.Of<double>(values, sizes),
        // By way of float, as the engine goes.
        ElementType.Float16 => Tensor.Of<Half>(Array.ConvertAll(values, v => (Half)(float)v), sizes),
        ElementType.Bool => Tensor.Of<bool>(Array.ConvertAll(values, v => v != 0), sizes),
        ElementType.Int64 when Fit(values, long.MinValue, Math.ScaleB(1, 63)) => OfLongs(Array.ConvertAll(values, v => (long)v), to, sizes),
        ElementType.Int32 when Fit(values, int.MinValue, 1L << 31) => OfLongs(Array.ConvertAll(values, v => (long)v), to, sizes),
        ElementType.Int8 when Fit(values, sbyte.MinValue, 128) => OfLongs(Array.ConvertAll(values, v => (long)v), to, sizes),
        ElementType.UInt8 when Fit(values, 0, 256) => OfLongs(Array.ConvertAll(values, v => (long)v), to, sizes),
        _ => null,
    };

    private static bool Fit(double[] values, double least, double tooLarge) =>
        Array.TrueForAll(values, v => Math.Truncate(v) >= least && Math.Truncate(v) < tooLarge);
}

using System.Numerics;

namespace SegEdge.Onnx.Evaluation;

internal interface IUnary
{
    static abstract T Of<T>(T a) where T : INumber<T>;
}

internal interface IFloating
{
    static abstract T Of<T>(T a) where T : IFloatingPointIeee754<T>;
}

internal interface IBinary
{
    static abstract T Of<T>(T a, T b) where T : INumber<T>;
}

/// <summary>The operations of IEEE 754 that every engine rounds alike, on Float and Double, and integers that wrap around. Null for a
/// result with a NaN, whose bits are the processor's, and for an integer division that fails.</summary>
internal static class Arithmetic
{
    public static Tensor[]? Pairs<TOp>(Operands o) where TOp : IBinary => o[0].Type switch
    {
        ElementType.Float => Pairs<TOp, float>(o),
        ElementType.Double => Pairs<TOp, double>(o),
        _ => Integers<TOp>(o),
    };

    public static Tensor[]? Integers<TOp>(Operands o) where TOp : IBinary => o[0].Type switch
    {
        ElementType.Int64 => Pairs<TOp, long>(o),
        ElementType.Int32 => Pairs<TOp, int>(o),
        _ => null,
    };

    public static Tensor[]? Each<TOp>(Operands o) where TOp : IUnary => o[0].Type switch
    {
        ElementType.Float => Numbers(o, Array.ConvertAll(o[0].Span<float>().ToArray(), TOp.Of)),
        ElementType.Double => Numbers(o, Array.ConvertAll(o[0].Span<double>().ToArray(), TOp.Of)),
        ElementType.Int64 => o[0].Span<long>().Contains(long.MinValue) ? null : Numbers(o, Array.ConvertAll(o[0].Span<long>().ToArray(), TOp.Of)),
        ElementType.Int32 => o[0].Span<int>().Contains(int.MinValue) ? null : Numbers(o, Array.ConvertAll(o[0].Span<int>().ToArray(), TOp.Of)),
        _ => null,
    };

    public static Tensor[]? Floats<TOp>(Operands o) where TOp : IFloating => o[0].Type switch
    {
        ElementType.Float => Numbers(o, Array.ConvertAll(o[0].Span<float>().ToArray(), TOp.Of)),
        ElementType.Double => Numbers(o, Array.ConvertAll(o[0].Span<double>().ToArray(), TOp.Of)),
        _ => null,
    };

    private static Tensor[]? Pairs<TOp, T>(Operands o) where TOp : IBinary where T : unmanaged, INumber<T>
    {
        // Min and Max of ONNX take any number of inputs; those of shapes come in pairs.
        if (o.Node.Inputs.Count != 2 || o[1].Type != o[0].Type) return null;
        ReadOnlySpan<T> a = o.Spread<T>(0), b = o.Spread<T>(1);
        var to = new T[a.Length];
        try
        {
            for (var k = 0; k < to.Length; k++) to[k] = TOp.Of(a[k], b[k]);
        }
        catch (ArithmeticException)
        {
            // Expected: an integer divided by 0, or the smallest one by -1. What happens then is the run's matter.
            return null;
        }
        return Numbers(o, to);
    }

    private static Tensor[]? Numbers<T>(Operands o, T[] numbers) where T : unmanaged, INumber<T> =>
        Array.Exists(numbers, T.IsNaN) ? null : [Tensor.Of<T>(numbers, o.Sizes)];
}

internal readonly struct Plus : IBinary
{
    public static T Of<T>(T a, T b) where T : INumber<T> => a + b;
}

internal readonly struct Minus : IBinary
{
    public static T Of<T>(T a, T b) where T : INumber<T> => a - b;
}

internal readonly struct Times : IBinary
{
    public static T Of<T>(T a, T b) where T : INumber<T> => a * b;
}

internal readonly struct Over : IBinary
{
    public static T Of<T>(T a, T b) where T : INumber<T> => a / b;
}

internal readonly struct Least : IBinary
{
    public static T Of<T>(T a, T b) where T : INumber<T> => T.Min(a, b);
}

internal readonly struct Greatest : IBinary
{
    public static T Of<T>(T a, T b) where T : INumber<T> => T.Max(a, b);
}

internal readonly struct Negative : IUnary
{
    public static T Of<T>(T a) where T : INumber<T> => -a;
}

internal readonly struct Magnitude : IUnary
{
    public static T Of<T>(T a) where T : INumber<T> => T.Abs(a);
}

internal readonly struct Root : IFloating
{
    public static T Of<T>(T a) where T : IFloatingPointIeee754<T> => T.Sqrt(a);
}

internal readonly struct Down : IFloating
{
    public static T Of<T>(T a) where T : IFloatingPointIeee754<T> => T.Floor(a);
}

internal readonly struct Up : IFloating
{
    public static T Of<T>(T a) where T : IFloatingPointIeee754<T> => T.Ceiling(a);
}

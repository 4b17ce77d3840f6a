using System.Numerics;

namespace SegEdge.Onnx.Evaluation;

internal interface ITest
{
    static abstract bool Of<T>(T a, T b) where T : INumber<T>;
}

/// <summary>Questions with a bool as the answer, and what is made of those.</summary>
internal static class Comparison
{
    public static Tensor[]? Pairs<TOp>(Operands o) where TOp : ITest => o[0].Type switch
    {
        ElementType.Float => Pairs<TOp, float>(o),
        ElementType.Double => Pairs<TOp, double>(o),
        ElementType.Int64 => Pairs<TOp, long>(o),
        ElementType.Int32 => Pairs<TOp, int>(o),
        ElementType.Bool when typeof(TOp) == typeof(Equal) => Bools(o, (a, b) => a == b),
        _ => null,
    };

    public static Tensor[]? Bools(Operands o, Func<bool, bool, bool> of)
    {
        ReadOnlySpan<bool> a = o.Spread<bool>(0), b = o.Spread<bool>(1);
        var to = new bool[a.Length];
        for (var k = 0; k < to.Length; k++) to[k] = of(a[k], b[k]);
        return [Tensor.Of<bool>(to, o.Sizes)];
    }

    public static Tensor[] Not(Operands o) => [Tensor.Of<bool>(Array.ConvertAll(o[0].Span<bool>().ToArray(), a => !a), o.Sizes)];

    private static Tensor[]? Pairs<TOp, T>(Operands o) where TOp : ITest where T : unmanaged, INumber<T>
    {
        if (o[1].Type != o[0].Type) return null;
        ReadOnlySpan<T> a = o.Spread<T>(0), b = o.Spread<T>(1);
        var to = new bool[a.Length];
        for (var k = 0; k < to.Length; k++) to[k] = TOp.Of(a[k], b[k]);
        return [Tensor.Of<bool>(to, o.Sizes)];
    }
}

internal readonly struct Equal : ITest
{
    public static bool Of<T>(T a, T b) where T : INumber<T> => a == b;
}

internal readonly struct Less : ITest
{
    public static bool Of<T>(T a, T b) where T : INumber<T> => a < b;
}

internal readonly struct LessOrEqual : ITest
{
    public static bool Of<T>(T a, T b) where T : INumber<T> => a <= b;
}

internal readonly struct Greater : ITest
{
    public static bool Of<T>(T a, T b) where T : INumber<T> => a > b;
}

internal readonly struct GreaterOrEqual : ITest
{
    public static bool Of<T>(T a, T b) where T : INumber<T> => a >= b;
}

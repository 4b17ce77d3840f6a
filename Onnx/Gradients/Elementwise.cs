namespace SegEdge.Onnx.Gradients;

/// <summary>Arithmetic on each element by itself. Where an operator broadcasts, its gradients come in the output's shape.</summary>
internal static class Elementwise
{
    public static Value?[] Add(GradientBuilder b, Node n, Value dy) => b.Each(n, _ => dy);

    public static Value?[] Sub(GradientBuilder b, Node n, Value dy) => b.Each(n, i => i == 0 ? dy : b.Neg(dy));

    public static Value?[] Mul(GradientBuilder b, Node n, Value dy) => b.Each(n, i => b.Mul(dy, n.Input(1 - i)));

    /// <summary>da = dy / b, db = -dy * y / b.</summary>
    public static Value?[] Div(GradientBuilder b, Node n, Value dy) =>
        b.Each(n, i => i == 0 ? b.Div(dy, n.Input(1)) : b.Neg(b.Mul(dy, b.Div(n.Output, n.Input(1)))));

    public static Value?[] Sum(GradientBuilder b, Node n, Value dy) => b.Each(n, _ => dy);

    public static Value?[] Mean(GradientBuilder b, Node n, Value dy)
    {
        var share = b.Mul(dy, b.Scalar(dy, 1.0 / n.Inputs.Count));
        return b.Each(n, _ => share);
    }

    /// <summary>Max, Min: dy goes to the input that the output equals. In a tie the first of them has it all.</summary>
    public static Value?[] Extreme(GradientBuilder b, Node n, Value dy) => b.Each(n, i =>
    {
        var chosen = b.Op("Equal", n.Input(i), n.Output);
        for (var before = 0; before < i; before++)
            chosen = b.Op("And", chosen, b.Op("Not", b.Op("Equal", n.Input(before), n.Output)));
        return b.Mul(dy, b.Mask(chosen, dy));
    });

    /// <summary>dx = dy * p * x^(p - 1), dp = dy * y * ln x. Known exponents 1, 2 and 1/2 take a shorter form. Where x is not above 0, no
    /// gradient flows to p.</summary>
    public static Value?[] Pow(GradientBuilder b, Node n, Value dy)
    {
        var (x, p) = (n.Input(0), n.Input(1));
        return b.Each(n, i => i == 0 ? dX() : dP());

        Value dX()
        {
            var known = p.Constant?.ToDoubles();
            switch (known)
            {
                case [1]: return dy;
                case [2]: return b.Mul(dy, b.Add(x, x));
                case [0.5]: return b.Div(b.Mul(dy, b.Scalar(x, 0.5)), n.Output);
            }
            // The exponent may be of another type, whole numbers too; the arithmetic is in the type of x.
            var power = known is null ? b.Cast(p, x.Type) : b.Const(Tensor.FromDoubles(x.Type, known, [.. p.Constant!.Dimensions]));
            var less = known is null
                ? b.Sub(power, b.Scalar(x, 1))
                : b.Const(Tensor.FromDoubles(x.Type, Array.ConvertAll(known, v => v - 1), [.. p.Constant!.Dimensions]));
            return b.Mul(dy, b.Mul(power, b.Op("Pow", x, less)));
        }

        Value dP()
        {
            var zero = b.Scalar(x, 0);
            var logarithm = b.Where(b.Op("Greater", x, zero), b.Op("Log", x), zero);
            return b.Cast(b.Mul(dy, b.Mul(n.Output, logarithm)), p.Type);
        }
    }

    /// <summary>dy goes where the condition took the element from.</summary>
    public static Value?[] Where(GradientBuilder b, Node n, Value dy)
    {
        var taken = n.Input(0);
        return b.Each(n, i => b.Mul(dy, b.Mask(i == 1 ? taken : b.Op("Not", taken), dy)));
    }

    public static Value?[] Neg(GradientBuilder b, Node n, Value dy) => [b.Neg(dy)];

    /// <summary>Gradient 0 at 0.</summary>
    public static Value?[] Abs(GradientBuilder b, Node n, Value dy) => [b.Mul(dy, b.Op("Sign", n.Input(0)))];

    /// <summary>dx = dy * y.</summary>
    public static Value?[] Exp(GradientBuilder b, Node n, Value dy) => [b.Mul(dy, n.Output)];

    public static Value?[] Log(GradientBuilder b, Node n, Value dy) => [b.Div(dy, n.Input(0))];

    /// <summary>dx = dy / (2 y); infinite at 0, as the root is.</summary>
    public static Value?[] Sqrt(GradientBuilder b, Node n, Value dy) => [b.Div(dy, b.Add(n.Output, n.Output))];

    /// <summary>dx = -dy * y².</summary>
    public static Value?[] Reciprocal(GradientBuilder b, Node n, Value dy) => [b.Neg(b.Mul(dy, b.Mul(n.Output, n.Output)))];

    public static Value?[] Sin(GradientBuilder b, Node n, Value dy) => [b.Mul(dy, b.Op("Cos", n.Input(0)))];

    public static Value?[] Cos(GradientBuilder b, Node n, Value dy) => [b.Neg(b.Mul(dy, b.Op("Sin", n.Input(0))))];

    public static Value?[] Identity(GradientBuilder b, Node n, Value dy) => [dy];

    /// <summary>Between floating types; other casts end a path, see <see cref="GradientPath"/>.</summary>
    public static Value?[] Cast(GradientBuilder b, Node n, Value dy) => [b.Cast(dy, n.Input(0).Type)];

    /// <summary>In inference it passes everything on.</summary>
    public static Value?[] Dropout(GradientBuilder b, Node n, Value dy) =>
        n.InputOrNull(2) is not { } training || training.Constant?.ToDoubles() is [0]
            ? [dy]
            : throw b.Refuse(n, "its training_mode is not false", "a model for inference");
}

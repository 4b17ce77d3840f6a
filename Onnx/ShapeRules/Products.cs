namespace SegEdge.Onnx.ShapeRules;

/// <summary>Products that sum over an axis of both inputs.</summary>
internal static class Products
{
    public static void MatMul(Inference i) => i.Set(0, i.Type(0), Of(i, i.Shape(0), i.Shape(1)));

    public static void MatMulInteger(Inference i) => i.Set(0, ElementType.Int32, Of(i, i.Shape(0), i.Shape(1)));

    /// <summary>a, its scale and zero point; b and its; y's.</summary>
    public static void QLinearMatMul(Inference i) => i.Set(0, i.Type(7), Of(i, i.Shape(0), i.Shape(3)));

    /// <summary>[M, K] times [K, N], either transposed, plus a C that broadcasts.</summary>
    public static void Gemm(Inference i)
    {
        if (i.Ranked(0, 2) is not { } a || i.Ranked(1, 2) is not { } b) { i.Set(0, i.Type(0), null); return; }
        var (m, k) = i.Node.Int("transA", 0) != 0 ? (a[1], a[0]) : (a[0], a[1]);
        var (l, n) = i.Node.Int("transB", 0) != 0 ? (b[1], b[0]) : (b[0], b[1]);
        i.Same(k, l, $"inner sizes of {a} and {b}:");
        Shape shape = [m, n];
        Broadcast.Into(i, shape, i.Shape(2));
        i.Set(0, i.Type(0), shape);
    }

    /// <summary>Letters only; an equation with an ellipsis says nothing about the shape.</summary>
    public static void Einsum(Inference i)
    {
        i.Set(0, i.Type(0), null);
        var equation = i.Node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        if (equation.Contains('.', StringComparison.Ordinal) || i.Node.Inputs.Any(v => v?.Shape is null)) return;
        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        if (terms.Length != i.Node.Inputs.Count)
            throw i.Error($"equation '{equation}' with {i.Node.Inputs.Count} inputs", "as many terms as inputs");
        var sizes = new SortedDictionary<char, Dim>();
        foreach (var (term, k) in terms.Select((t, k) => (t, k)))
        {
            var shape = i.Ranked(k, term.Length)!;
            foreach (var (letter, dim) in term.Zip(shape))
                sizes[letter] = !sizes.TryGetValue(letter, out var before) || before.Size == 1 ? dim
                    : dim.Size == 1 ? before : i.Same(before, dim, $"sizes of '{letter}' in '{equation}'");
        }
        // Without an arrow: the letters that come once, in the alphabet's order.
        var result = sides.Length > 1 ? sides[1] : string.Concat(sizes.Keys.Where(c => sides[0].Count(o => o == c) == 1));
        i.Set(0, i.Type(0), Shape.Of(result.Select(c => sizes.TryGetValue(c, out var dim) ? dim
            : throw i.Error($"equation '{equation}'", $"'{c}' on its left side"))));
    }

    // As numpy.matmul: a vector is a row on the left and a column on the right, and its axis goes.
    private static Shape? Of(Inference i, Shape? left, Shape? right)
    {
        if (left is null || right is null) return null;
        if (left.Rank == 0 || right.Rank == 0) throw i.Error($"a scalar: {left} times {right}", "rank 1 or more");
        Shape a = left.Rank == 1 ? [1, left[0]] : left, b = right.Rank == 1 ? [right[0], 1] : right;
        i.Same(a[-1], b[-2], $"inner sizes of {left} and {right}:");
        var batch = Broadcast.Of(i, Shape.Of(a.SkipLast(2)), Shape.Of(b.SkipLast(2)))!;
        return [.. batch, .. left.Rank == 1 ? Array.Empty<Dim>() : [a[-2]], .. right.Rank == 1 ? Array.Empty<Dim>() : [b[-1]]];
    }
}

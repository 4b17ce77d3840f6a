namespace SegEdge.Onnx.Gradients;

/// <summary>Products of matrices, and the softmax that stands between them in attention.</summary>
internal static class Products
{
    /// <summary>da = dy bᵀ, db = aᵀ dy, for the last two axes. A vector is a matrix of one row (a) or one column (b) that the product has lost; the axes
    /// before, which broadcast, are summed by the walk.</summary>
    public static Value?[] MatMul(GradientBuilder b, Node n, Value dy)
    {
        var (left, right) = (n.Input(0), n.Input(1));
        if (left.Shape is not { Rank: var leftRank } || right.Shape is not { Rank: var rightRank })
            throw b.Refuse(n, "the rank of an input is not known", "known ranks");
        if (rightRank == 1) dy = b.Unsqueeze(dy, -1);
        if (leftRank == 1) dy = b.Unsqueeze(dy, -2);
        return b.Each(n, i => i == 0
            ? Vector(b.MatMul(dy, Transposed(b, rightRank == 1 ? b.Unsqueeze(right, 1) : right)), leftRank, -2)
            : Vector(b.MatMul(Transposed(b, leftRank == 1 ? b.Unsqueeze(left, 0) : left), dy), rightRank, -1));

        Value Vector(Value gradient, int rank, long axis) => rank == 1 ? b.Squeeze(gradient, axis) : gradient;
    }

    /// <summary>y = alpha A' B' + beta C, where ' is a transposition or none: dA' = alpha dy B'ᵀ, dB' = alpha A'ᵀ dy, dC = beta dy, each a Gemm again.</summary>
    public static Value?[] Gemm(GradientBuilder b, Node n, Value dy)
    {
        var (left, right) = (n.Input(0), n.Input(1));
        bool leftTurned = n.Int("transA", 0) != 0, rightTurned = n.Int("transB", 0) != 0;
        float alpha = n.Float("alpha", 1), beta = n.Float("beta", 1);
        return b.Each(n, i => i switch
        {
            0 => leftTurned ? Product(right, rightTurned, dy, true) : Product(dy, false, right, !rightTurned),
            1 => rightTurned ? Product(dy, true, left, leftTurned) : Product(left, !leftTurned, dy, false),
            _ => beta == 1 ? dy : b.Mul(dy, b.Scalar(dy, beta)),
        });

        Value Product(Value one, bool oneTurned, Value two, bool twoTurned) =>
            b.Op("Gemm", [one, two], Attribute.Of("alpha", alpha), Attribute.Of("transA", oneTurned ? 1 : 0), Attribute.Of("transB", twoTurned ? 1 : 0));
    }

    /// <summary>dx = y * (dy - sum(dy * y)) along the axis.</summary>
    public static Value?[] Softmax(GradientBuilder b, Node n, Value dy)
    {
        var weighted = b.Mul(dy, n.Output);
        // y * dy is there already: dx = y dy - y sum(y dy).
        return [b.Sub(weighted, b.Mul(n.Output, b.ReduceSum(weighted, [n.Int("axis", -1)])))];
    }

    /// <summary>dx = dy - exp(y) * sum(dy) along the axis.</summary>
    public static Value?[] LogSoftmax(GradientBuilder b, Node n, Value dy) =>
        [b.Sub(dy, b.Mul(b.Op("Exp", n.Output), b.ReduceSum(dy, [n.Int("axis", -1)])))];

    private static Value Transposed(GraphBuilder b, Value matrix)
    {
        var rank = matrix.Shape!.Rank;
        return b.Transpose(matrix, [.. Enumerable.Range(0, rank - 2).Select(k => (long)k), rank - 1, rank - 2]);
    }
}

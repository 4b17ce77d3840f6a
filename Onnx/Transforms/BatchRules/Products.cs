namespace SegEdge.Onnx.Transforms.BatchRules;

internal static class Products
{
    /// <summary>Pictures may be matrices of a stack, rows on the left or columns on the right; summed over they must not be.</summary>
    public static BatchAxis MatMul(BatchNode n)
    {
        int left = n.Shape(0).Rank, right = n.Shape(1).Rank;
        if (Math.Min(left, right) < 2) throw n.Refuse("it multiplies a vector");
        var rank = Math.Max(left, right);
        BatchAxis? a = FromRight(n.Of(0), left), b = FromRight(n.Of(1), right);
        if (a?.Axis == -1 || b?.Axis == -2) throw n.Refuse("it sums over the pictures");
        if (a is { } first && b is { } second && (first != second || first.Axis >= -2))
            throw n.Refuse("its inputs have the pictures on different axes");
        var batch = (a ?? b)!.Value;
        // A constant stack must be one matrix where the pictures lie.
        foreach (var (constant, size) in new[] { (a is null, n.Shape(0)), (b is null, n.Shape(1)) })
            if (constant && batch.Axis < -2 && size.Rank + batch.Axis >= 0 && size[size.Rank + batch.Axis].Size != 1)
                throw n.Refuse($"a constant {size} differs along the batch");
        return new(rank + batch.Axis, batch.Inner);
    }

    public static BatchAxis Gemm(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        if (axis != (n.Node.Int("transA", 0) == 0 ? 0 : 1)) throw n.Refuse("it sums over the pictures");
        if (n.Node.InputOrNull(2)?.Shape is { Rank: 2 } c && c[0].Size != 1) throw n.Refuse($"its bias {c} differs along the batch");
        return new(0, inner);
    }

    private static BatchAxis? FromRight(BatchAxis? batch, int rank) => batch is { } b ? b with { Axis = b.Axis - rank } : null;
}

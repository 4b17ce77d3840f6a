namespace SegEdge.Onnx.Transforms.BatchRules;

internal static class Reduction
{
    public static BatchAxis Reduce(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        var axes = n.Axes(1, n.Shape(0).Rank);
        if (axes is null or [])
            return n.Node.Int("noop_with_empty_axes", 0) == 1 ? new(axis, inner) : throw n.Refuse("it reduces every axis, also the batch");
        return After(n, axes, new(axis, inner));
    }

    public static BatchAxis ArgMax(BatchNode n) => After(n, [n.Axis(0)], n.OnlyInput());

    private static BatchAxis After(BatchNode n, int[] axes, BatchAxis batch)
    {
        if (axes.Contains(batch.Axis)) throw n.Refuse("it reduces the batch");
        return n.Node.Int("keepdims", 1) == 1 ? batch : batch with { Axis = batch.Axis - axes.Count(a => a < batch.Axis) };
    }
}

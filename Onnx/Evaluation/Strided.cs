namespace SegEdge.Onnx.Evaluation;

/// <summary>Reads a tensor in another order: Transpose, Slice, Expand and Tile are each an offset and one step per output axis.</summary>
internal static class Strided
{
    /// <param name="steps">In elements of the tensor, one per output axis: 0 repeats, negative ones go backwards.</param>
    public static Tensor Read(Tensor tensor, long[] sizes, long offset, long[] steps)
    {
        var width = tensor.Type.Bits()!.Value / 8;
        var from = tensor.Raw.Span;
        var to = new byte[sizes.Aggregate(1L, (a, b) => a * b) * width];
        var index = new long[sizes.Length];
        for (var at = 0; at < to.Length; at += width)
        {
            from.Slice((int)(offset * width), width).CopyTo(to.AsSpan(at));
            for (var axis = sizes.Length - 1; axis >= 0; axis--)
            {
                offset += steps[axis];
                if (++index[axis] < sizes[axis]) break;
                offset -= steps[axis] * sizes[axis];
                index[axis] = 0;
            }
        }
        return Tensor.FromRaw(tensor.Type, sizes, to);
    }

    /// <summary>Elements from one to the next along each axis of a row-major tensor.</summary>
    public static long[] StepsOf(IReadOnlyList<long> sizes)
    {
        var steps = new long[sizes.Count];
        long step = 1;
        for (var axis = steps.Length - 1; axis >= 0; axis--) (steps[axis], step) = (step, step * sizes[axis]);
        return steps;
    }

    public static Tensor Expand(Tensor tensor, long[] sizes)
    {
        if (tensor.Dimensions.SequenceEqual(sizes)) return tensor;
        var steps = StepsOf(tensor.Dimensions);
        var missing = sizes.Length - steps.Length;
        return Read(tensor, sizes, 0, [.. sizes.Select((_, k) => k < missing || tensor.Dimensions[k - missing] == 1 ? 0 : steps[k - missing])]);
    }
}

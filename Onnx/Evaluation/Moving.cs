using SegEdge.Onnx.ShapeRules;

namespace SegEdge.Onnx.Evaluation;

/// <summary>Elements in other places, of any type.</summary>
internal static class Moving
{
    /// <summary>The same elements under the shape that inference found.</summary>
    public static Tensor[] Relabel(Operands o) => [o[0].Reshaped(o.Sizes)];

    public static Tensor[] Transpose(Operands o)
    {
        var steps = Strided.StepsOf(o[0].Dimensions);
        var order = o.Node.Ints("perm") ?? [.. Enumerable.Range(0, steps.Length).Reverse().Select(k => (long)k)];
        return [Strided.Read(o[0], o.Sizes, 0, [.. order.Select(axis => steps[axis < 0 ? axis + steps.Length : axis])])];
    }

    public static Tensor[] Expand(Operands o) => [Strided.Expand(o[0], o.Sizes)];

    /// <summary>As [repeat, size] for each axis, which is the output row by row.</summary>
    public static Tensor[] Tile(Operands o)
    {
        var (repeats, dims, steps) = (o[1].ToLongs(), o[0].Dimensions, Strided.StepsOf(o[0].Dimensions));
        return [Strided.Read(o[0], [.. repeats.Zip(dims, (r, d) => new[] { r, d }).SelectMany(p => p)], 0,
            [.. steps.SelectMany(s => new[] { 0, s })]).Reshaped(o.Sizes)];
    }

    public static Tensor[] Slice(Operands o)
    {
        var byInput = o.Opset >= 10;
        var starts = byInput ? o[1].ToLongs() : o.Node.Ints("starts")!;
        var ends = byInput ? o[2].ToLongs() : o.Node.Ints("ends")!;
        var axes = (byInput ? o.OrNull(3)?.ToLongs() : o.Node.Ints("axes")) ?? [.. Enumerable.Range(0, starts.Length).Select(k => (long)k)];
        var by = byInput ? o.OrNull(4)?.ToLongs() : null;
        var (dims, steps, offset) = (o[0].Dimensions, Strided.StepsOf(o[0].Dimensions), 0L);
        var sizes = o.Sizes;
        for (var k = 0; k < axes.Length; k++)
        {
            var axis = axes[k] < 0 ? axes[k] + dims.Count : axes[k];
            var (first, count) = Slicing.Range(dims[(int)axis], starts[k], ends[k], by?[k] ?? 1);
            if (count == 0) return [Tensor.FromRaw(o[0].Type, sizes, default)];
            offset += first * steps[axis];
            // With one element the step is never taken; it may be too large to multiply.
            steps[axis] = count == 1 ? 0 : steps[axis] * (by?[k] ?? 1);
        }
        return [Strided.Read(o[0], sizes, offset, steps)];
    }

    public static Tensor[] Split(Operands o)
    {
        var steps = Strided.StepsOf(o[0].Dimensions);
        var axis = (int)o.Node.Int("axis", 0);
        if (axis < 0) axis += steps.Length;
        var (parts, offset) = (new Tensor[o.Node.Outputs.Count], 0L);
        for (var k = 0; k < parts.Length; k++)
        {
            var sizes = o.Node.Outputs[k]!.Shape!.Sizes();
            parts[k] = Strided.Read(o[0], sizes, offset, steps);
            offset += sizes[axis] * steps[axis];
        }
        return parts;
    }

    public static Tensor[]? Concat(Operands o)
    {
        var parts = Enumerable.Range(0, o.Node.Inputs.Count).Select(k => o[k]).ToList();
        if (parts.Exists(p => p.Type != parts[0].Type)) return null;
        var rank = o.Sizes.Length;
        var axis = (int)o.Node.Int("axis", 0);
        if (axis < 0) axis += rank;
        var rows = o.Sizes.Take(axis).Aggregate(1L, (a, b) => a * b);
        using var to = new MemoryStream();
        for (var row = 0; row < rows; row++)
            foreach (var part in parts)
            {
                var length = (int)(part.Raw.Length / rows);
                to.Write(part.Raw.Span.Slice(row * length, length));
            }
        return [Tensor.FromRaw(parts[0].Type, o.Sizes, to.ToArray())];
    }

    /// <summary>Null for an index outside, which is an error of the run.</summary>
    public static Tensor[]? Gather(Operands o)
    {
        var (data, indices) = (o[0], o[1].ToLongs());
        var axis = (int)o.Node.Int("axis", 0);
        if (axis < 0) axis += data.Dimensions.Count;
        var size = data.Dimensions[axis];
        if (Array.Exists(indices, n => n < -size || n >= size)) return null;
        var rows = data.Dimensions.Take(axis).Aggregate(1L, (a, b) => a * b);
        var width = (int)(data.Raw.Length / Math.Max(1, rows * size));
        using var to = new MemoryStream();
        for (long row = 0; row < rows; row++)
            foreach (var index in indices)
                to.Write(data.Raw.Span.Slice((int)((row * size) + (index < 0 ? index + size : index)) * width, width));
        return [Tensor.FromRaw(data.Type, o.Sizes, to.ToArray())];
    }

    public static Tensor[]? Where(Operands o)
    {
        if (o[1].Type != o[2].Type) return null;
        var width = o[1].Type.Bits()!.Value / 8;
        var sizes = o.Sizes;
        var condition = o.Spread<bool>(0);
        Tensor then = Strided.Expand(o[1], sizes), otherwise = Strided.Expand(o[2], sizes);
        var to = otherwise.Raw.ToArray();
        for (var k = 0; k < condition.Length; k++)
            if (condition[k]) then.Raw.Span.Slice(k * width, width).CopyTo(to.AsSpan(k * width));
        return [Tensor.FromRaw(then.Type, sizes, to)];
    }
}

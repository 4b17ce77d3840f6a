namespace SegEdge.Onnx.Transforms.BatchRules;

internal static class Movement
{
    /// <summary>Rows are stored one after another. So the batch goes to an axis before which there are as many entries as before; there it is
    /// the outer factor. Such an axis of size 1 is preferred, the first of several: with batch 1 they are all alike.</summary>
    public static BatchAxis Reshape(BatchNode n)
    {
        var (axis, _) = n.OnlyInput();
        if (!n.Shape(0).IsStatic || !n.OutputShape.IsStatic) throw n.Refuse($"it reshapes {n.Shape(0)}, whose sizes are open");
        long[] from = n.Shape(0).Sizes(), to = n.OutputShape.Sizes();
        var before = Product(from.Take(axis));
        int[] places = [.. Enumerable.Range(0, to.Length).Where(a => Product(to.Take(a)) == before)];
        if (places.Length == 0) throw n.Refuse($"from [{string.Join(", ", from)}] to [{string.Join(", ", to)}] it merges the batch into an axis");
        var place = places.FirstOrDefault(a => to[a] == 1, places[^1]);
        n.Rewrite(1, to, place);
        return new(place, to[place]);
    }

    public static BatchAxis Flatten(BatchNode n)
    {
        var (axis, _) = n.OnlyInput();
        var split = n.Axis(1);
        var place = axis < split ? 0 : 1;
        if (!n.Shape(0).IsStatic) throw n.Refuse($"it flattens {n.Shape(0)}, whose sizes are open");
        if (Product(n.Shape(0).Sizes().Take(axis).Skip(place * split)) != 1) throw n.Refuse("it merges the batch into an axis");
        return new(place, n.OutputShape[place].Size!.Value);
    }

    public static BatchAxis Transpose(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        var rank = n.Shape(0).Rank;
        var order = n.Node.Ints("perm") ?? [.. Enumerable.Range(0, rank).Select(a => (long)(rank - 1 - a))];
        return new(Array.IndexOf(order, axis), inner);
    }

    public static BatchAxis Squeeze(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        var axes = n.Axes(1, n.Shape(0).Rank) ?? throw n.Refuse("it takes out every axis of size 1, also the batch; name the axes");
        return axes.Contains(axis) ? throw n.Refuse("it takes out the batch's axis") : new(axis - axes.Count(a => a < axis), inner);
    }

    public static BatchAxis Unsqueeze(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        foreach (var made in n.Axes(1, n.OutputShape.Rank)!.Order())
            if (made <= axis) axis++;
        return new(axis, inner);
    }

    /// <summary>An input without pictures, as a class token, is repeated for each.</summary>
    public static BatchAxis Concat(BatchNode n)
    {
        var batch = n.First;
        if (n.Axis(0) == batch.Axis) throw n.Refuse("it joins along the batch");
        var like = n.Given.First(i => n.Of(i) is not null);
        foreach (var i in n.Given)
        {
            if (n.Of(i) is { } other && other != batch) throw n.Refuse("its inputs have the pictures on different axes");
            if (n.Of(i) is not null) continue;
            if (batch.Inner != 1 || n.Shape(i)[batch.Axis].Size != 1)
                throw n.Refuse($"its constant '{n.Node.Input(i).Name}' {n.Shape(i)} cannot be one for each picture");
            n.Later(b => n.Node.Inputs[i] = Repeated(b, n, i, n.Node.Input(like), batch.Axis));
        }
        return batch;
    }

    public static BatchAxis Slice(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        var axes = n.Axes(3, n.Shape(0).Rank) ?? [.. Enumerable.Range(0, n.Numbers(1).Length)];
        var at = Array.IndexOf(axes, axis);
        // Exporters write the last int32 or int64 for "to the end".
        return at < 0 || (n.Numbers(1)[at] == 0 && n.Numbers(2)[at] >= int.MaxValue && (n.Node.InputOrNull(4) is null || n.Numbers(4)[at] == 1))
            ? new(axis, inner)
            : throw n.Refuse("it takes some of the pictures");
    }

    public static BatchAxis Pad(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        var axes = n.Axes(3, n.Shape(0).Rank) ?? [.. Enumerable.Range(0, n.Shape(0).Rank)];
        var pads = n.Numbers(1);
        var at = Array.IndexOf(axes, axis);
        return at < 0 || (pads[at] == 0 && pads[at + axes.Length] == 0) ? new(axis, inner) : throw n.Refuse("it pads the batch");
    }

    /// <summary>Along the batch only by one: there the operator broadcasts any number.</summary>
    public static BatchAxis Expand(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        var sizes = n.Numbers(1);
        var place = axis + Math.Max(0, sizes.Length - n.Shape(0).Rank);
        var at = place - (n.OutputShape.Rank - sizes.Length);
        return at < 0 || sizes[at] == 1 ? new(place, inner) : throw n.Refuse($"it expands the batch to {sizes[at]}");
    }

    public static BatchAxis Tile(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        return n.Numbers(1)[axis] == 1 ? new(axis, inner) : throw n.Refuse("it repeats the batch");
    }

    /// <summary>From pictures by constant indices, or from a constant by indices of pictures.</summary>
    public static BatchAxis Gather(BatchNode n)
    {
        var along = n.Axis(0);
        var (axis, inner) = n.OnlyInput(n.Of(0) is null ? 1 : 0);
        if (n.Of(0) is null) return new(along + axis, inner);
        return along == axis ? throw n.Refuse("it picks some of the pictures") : new(axis < along ? axis : axis + n.Shape(1).Rank - 1, inner);
    }

    /// <summary>Sizes name the batch; opset 18 can leave it out, before that scales say the same.</summary>
    public static BatchAxis Resize(BatchNode n)
    {
        var (axis, inner) = n.OnlyInput();
        if (n.Node.InputOrNull(3) is not { } sizes || sizes.Shape?[0].Size == 0) return new(axis, inner);
        var rank = n.Shape(0).Rank;
        int[] axes = [.. n.Node.Ints("axes")?.Select(a => (int)(a < 0 ? a + rank : a)) ?? Enumerable.Range(0, rank)];
        var at = Array.IndexOf(axes, axis);
        if (at < 0) return new(axis, inner);
        var to = n.Numbers(3);
        if (n.Node.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
            throw n.Refuse("it keeps an aspect ratio over every axis of its sizes, also the batch");
        if (n.Shape(0)[axis].Size != to[at]) throw n.Refuse("it resizes the batch");
        if (n.Batch is not null)
        {
            n.Rewrite(3, to, at);
            return new(axis, inner);
        }
        // As ONNX Runtime computes them from sizes.
        var from = n.Shape(0).Sizes();
        float[] scales = [.. axes.Select((a, k) => (float)to[k] / from[a])];
        if (axes.Where((a, k) => MathF.Floor(from[a] * scales[k]) != to[k]).Any())
            throw n.Refuse($"no scale makes {n.OutputShape} of {n.Shape(0)}; a number of pictures can be set");
        n.Later(b =>
        {
            n.Node.Inputs[2] = b.Const(Tensor.Of<float>(scales, scales.Length));
            n.Node.Inputs.RemoveAt(3);
        });
        return new(axis, inner);
    }

    private static Value Repeated(GraphBuilder b, BatchNode n, int input, Value like, int axis)
    {
        var value = n.Node.Input(input);
        var ones = Enumerable.Repeat(1L, value.Shape!.Rank).ToArray();
        if (n.Batch is { } pictures)
        {
            ones[axis] = pictures;
            return b.Op("Expand", value, b.Ints(ones));
        }
        var count = b.Slice(b.Op("Shape", like), [axis], [axis + 1], [0]);
        return b.Op("Expand", value, b.Concat(0, b.Ints(ones.AsSpan(..axis)), count, b.Ints(ones.AsSpan(axis + 1))));
    }

    private static long Product(IEnumerable<long> sizes) => sizes.Aggregate(1L, (a, b) => a * b);
}

namespace SegEdge.Onnx.ShapeRules;

/// <summary>Elements go elsewhere, some more than once.</summary>
internal static class Movement
{
    public static void Transpose(Inference i)
    {
        Shape? shape = null;
        var order = i.Node.Ints("perm");
        if (i.Shape(0) is { } x)
        {
            if (order is not null && (order.Length != x.Rank || i.Axes(order, x.Rank).Length != x.Rank))
                throw i.Error($"perm [{string.Join(", ", order)}] of {x}", "each axis once");
            shape = Shape.Of(order is null ? x.Reverse() : order.Select(a => x[(int)a]));
        }
        else if (order is not null) shape = Shape.Of(order.Select(_ => Dim.Unknown));
        i.Set(0, i.Type(0), shape);
    }

    public static void Concat(Inference i)
    {
        var parts = i.Node.Inputs.Select(v => v?.Shape).ToList();
        if (parts.OfType<Shape>().FirstOrDefault() is not { } first) { i.Set(0, i.Type(0), null); return; }
        var axis = i.Axis(i.Node.Int("axis", 0), first.Rank);
        var dims = first.ToArray();
        foreach (var part in parts.OfType<Shape>())
        {
            if (part.Rank != first.Rank) throw i.Error($"inputs {first} and {part}", "one rank");
            for (var k = 0; k < dims.Length; k++)
                if (k != axis) dims[k] = i.Same(dims[k], part[k], $"inputs {first} and {part}, axis {k}:");
        }
        // An empty part adds nothing to an open one.
        var along = parts.Select(p => p?[axis] ?? Dim.Unknown).Where(d => d.Size != 0).ToList();
        dims[axis] = along.Count == 1 ? along[0] : Contents.Complete([.. along]) is { } sizes ? sizes.Sum() : Dim.Unknown;
        i.Set(0, i.Type(0), Shape.Of(dims));
    }

    public static void Expand(Inference i) =>
        i.Set(0, i.Type(0), i.Numbers(1) is { } target ? Broadcast.Of(i, i.Shape(0), Shape.Of(target)) : null);

    public static void Tile(Inference i)
    {
        if (i.Shape(0) is not { } x) { i.Set(0, i.Type(0), null); return; }
        var repeats = i.Numbers(1);
        if (repeats is not null && repeats.Length != x.Rank) throw i.Error($"{repeats.Length} repeats of {x}", $"{x.Rank}");
        i.Set(0, i.Type(0), Shape.Of(x.Select((dim, k) => repeats is null ? Dim.Unknown : Contents.Product([dim, repeats[k]]))));
    }

    /// <summary>[N, C, H, W] to [N, C / b², b H, b W].</summary>
    public static void DepthToSpace(Inference i)
    {
        if (Block(i) is not var (x, b)) return;
        if (x[1].Size % (b * b) > 0) throw i.Error($"{x[1]} channels in blocks of {b}", $"a multiple of {b * b}");
        i.Set(0, i.Type(0), [x[0], Times(x[1], 1, b * b), Times(x[2], b, 1), Times(x[3], b, 1)]);
    }

    /// <summary>[N, C, H, W] to [N, C b², H / b, W / b].</summary>
    public static void SpaceToDepth(Inference i)
    {
        if (Block(i) is not var (x, b)) return;
        if (x[2].Size % b > 0 || x[3].Size % b > 0) throw i.Error($"{x} in blocks of {b}", $"height and width that {b} divides");
        i.Set(0, i.Type(0), [x[0], Times(x[1], b * b, 1), Times(x[2], 1, b), Times(x[3], 1, b)]);
    }

    private static (Shape X, long Block)? Block(Inference i)
    {
        i.Set(0, i.Type(0), null);
        var b = i.Node.Int("blocksize", 0);
        if (b < 1) throw i.Error($"blocksize {b}", "1 or more");
        return i.Ranked(0, 4) is { } x ? (x, b) : null;
    }

    private static Dim Times(Dim dim, long factor, long divisor) =>
        factor == divisor ? dim : dim.Size * factor / divisor is { } size ? size : Dim.Unknown;
}

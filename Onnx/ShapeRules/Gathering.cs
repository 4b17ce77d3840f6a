namespace SegEdge.Onnx.ShapeRules;

/// <summary>Elements taken by index, and put by index.</summary>
internal static class Gathering
{
    /// <summary>The axis is replaced by the shape of the indices.</summary>
    public static void Gather(Inference i)
    {
        Shape? shape = null;
        if (i.Shape(0) is { } data && i.Shape(1) is { } indices)
        {
            var axis = i.Axis(i.Node.Int("axis", 0), data.Rank);
            shape = [.. data.Take(axis), .. indices, .. data.Skip(axis + 1)];
        }
        i.Set(0, i.Type(0), shape);
    }

    public static void GatherElements(Inference i)
    {
        if (i.Shape(0) is { } data && i.Ranked(1, data.Rank) is not null) i.Axis(i.Node.Int("axis", 0), data.Rank);
        i.Set(0, i.Type(0), i.Shape(1));
    }

    /// <summary>The last axis of the indices holds positions in the data, behind batch_dims common axes.</summary>
    public static void GatherND(Inference i)
    {
        Shape? shape = null;
        var batch = (int)i.Node.Int("batch_dims", 0);
        if (i.Shape(0) is { } data && i.Shape(1) is { Rank: > 0 } indices && indices[-1].Size is { } depth)
        {
            if (batch < 0 || batch >= indices.Rank || depth + batch > data.Rank)
                throw i.Error($"indices {indices} into {data}, batch_dims {batch}", "no more positions than axes");
            shape = [.. indices.SkipLast(1), .. data.Skip(batch + (int)depth)];
        }
        i.Set(0, i.Type(0), shape);
    }

    /// <summary>[rank, number of those that are not 0].</summary>
    public static void NonZero(Inference i) =>
        i.Set(0, ElementType.Int64, [i.Shape(0) is { } x ? Math.Max(1, x.Rank) : Dim.Unknown, Dim.Unknown]);

    /// <summary>indices, depth, values [off, on]; the new axis counts in the output.</summary>
    public static void OneHot(Inference i)
    {
        Shape? shape = null;
        if (i.Shape(0) is { } indices)
        {
            var axis = i.Axis(i.Node.Int("axis", -1), indices.Rank + 1);
            shape = [.. indices.Take(axis), i.Numbers(1) is [var depth] ? depth : Dim.Unknown, .. indices.Skip(axis)];
        }
        i.Set(0, i.Type(2), shape);
    }

    /// <summary>x [N, C, H, W], grid [N, h, w, 2] gives [N, C, h, w]; with volumes one axis more.</summary>
    public static void GridSample(Inference i)
    {
        Shape? shape = null;
        if (i.Shape(0) is { Rank: < 3 } low) throw i.Error($"input {low}", "[N, C, H, W] or [N, C, D, H, W]");
        if (i.Shape(0) is { } x && i.Ranked(1, x.Rank) is { } grid)
            shape = [i.Same(x[0], grid[0], "batch sizes"), x[1], .. grid.Skip(1).SkipLast(1)];
        i.Set(0, i.Type(0), shape);
    }
}

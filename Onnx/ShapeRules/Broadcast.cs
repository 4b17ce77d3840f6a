namespace SegEdge.Onnx.ShapeRules;

/// <summary>ONNX's multi-directional broadcasting (docs/Broadcasting.md), with open dimensions.</summary>
internal static class Broadcast
{
    /// <returns>Null if one of the ranks is not known.</returns>
    public static Shape? Of(Inference i, params IEnumerable<Shape?> shapes)
    {
        Shape? all = Shape.Scalar;
        foreach (var shape in shapes)
        {
            if (shape is null) return null;
            all = Two(i, all, shape);
        }
        return all;
    }

    /// <summary>A second shape that must fit into the first as it is: PRelu's slope, Gemm's C.</summary>
    public static void Into(Inference i, Shape? target, Shape? other)
    {
        if (target is null || other is null) return;
        var fits = other.Rank <= target.Rank;
        for (var a = 1; fits && a <= other.Rank; a++)
            fits = other[-a].Size is null or 1 || target[-a].Size is null || other[-a].Size == target[-a].Size;
        if (!fits) throw i.Error($"shape {other} beside {target}", "one that broadcasts into it");
    }

    private static Shape Two(Inference i, Shape a, Shape b)
    {
        var dims = new Dim[Math.Max(a.Rank, b.Rank)];
        for (var k = 1; k <= dims.Length; k++)
            dims[^k] = k > a.Rank ? b[-k] : k > b.Rank ? a[-k] : One(i, a, b, a[-k], b[-k]);
        return Shape.Of(dims);
    }

    private static Dim One(Inference i, Shape left, Shape right, Dim a, Dim b)
    {
        if (a.Size == 1) return b;
        if (b.Size == 1 || a.Is(b)) return a;
        if (a.Size is not null && b.Size is not null)
            throw i.Error($"shapes {left} and {right}", "shapes that broadcast: per axis equal or 1");
        // An open one beside a number other than 1 can only be that number, or 1.
        return a.Size is not null ? a : b.Size is not null ? b : Dim.Unknown;
    }
}

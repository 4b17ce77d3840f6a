namespace SegEdge.Onnx.ShapeRules;

/// <summary>The same elements in the same order under other dimensions.</summary>
internal static class Reshaping
{
    public static void Reshape(Inference i) => i.Set(0, i.Type(0), i.Numbers(1) is { } target ? Target(i, [.. target]) : null);

    public static void Flatten(Inference i)
    {
        if (i.Shape(0) is not { } x) { i.Set(0, i.Type(0), [Dim.Unknown, Dim.Unknown]); return; }
        var axis = i.Node.Int("axis", 1);
        var at = axis == x.Rank ? x.Rank : i.Axis(axis, x.Rank);
        i.Set(0, i.Type(0), [Contents.Product(x.Take(at)), Contents.Product(x.Skip(at))]);
    }

    /// <summary>Axes: an attribute, from opset 13 on an input; without any, every axis of size 1 goes.</summary>
    public static void Squeeze(Inference i)
    {
        var axes = i.AxesOf(13, out var given);
        Shape? shape = null;
        if (i.Shape(0) is { } x)
        {
            if (axes is not null)
            {
                var gone = i.Axes(axes, x.Rank);
                foreach (var axis in gone)
                    if (x[axis].Size is { } size and not 1) throw i.Error($"axis {axis} of {x} has size {size}", "1");
                shape = Shape.Of(x.Where((_, k) => !gone.Contains(k)));
            }
            else if (!given && x.IsStatic) shape = Shape.Of(x.Where(d => d.Size != 1));
        }
        i.Set(0, i.Type(0), shape);
    }

    /// <summary>Axes count in the output.</summary>
    public static void Unsqueeze(Inference i)
    {
        Shape? shape = null;
        if (i.Shape(0) is { } x && i.AxesOf(13, out _) is { } axes)
        {
            var rank = x.Rank + axes.Length;
            var made = i.Axes(axes, rank);
            var kept = new Queue<Dim>(x);
            shape = Shape.Of(Enumerable.Range(0, rank).Select(k => made.Contains(k) ? 1 : kept.Dequeue()));
        }
        i.Set(0, i.Type(0), shape);
    }

    // 0 copies the input's dimension at the same place (unless allowzero), -1 takes what is left.
    private static Shape Target(Inference i, Dim[] target)
    {
        var x = i.Shape(0);
        var copies = i.Node.Int("allowzero", 0) == 0;
        var dims = new Dim[target.Length];
        var left = x?.ToList();
        var open = -1;
        for (var k = 0; k < target.Length; k++)
        {
            if (target[k].Size == -1)
            {
                if (open >= 0) throw i.Error($"target [{string.Join(", ", target)}]", "-1 at most once");
                open = k;
                continue;
            }
            if (target[k].Size < -1) throw i.Error($"target [{string.Join(", ", target)}]", "sizes, 0 or -1");
            if (copies && target[k].Size == 0)
            {
                if (x is null) continue;
                if (k >= x.Rank) throw i.Error($"target [{string.Join(", ", target)}] of {x}", "0 only where the input has an axis");
                // What is copied is gone from both sides, also where nobody knows its size.
                left![k] = 1;
                dims[k] = x[k];
                target[k] = 1;
                continue;
            }
            dims[k] = target[k];
        }
        if (left is null) return Shape.Of(dims);
        var rest = target.Where((_, k) => k != open).ToList();
        if (open >= 0) dims[open] = Quotient(i, x!, left, rest, target);
        else if (Fully(left, rest) is var (have, need) && have != need)
            throw i.Error($"{x} of {x!.Elements?.ToString() ?? "other"} elements to [{string.Join(", ", dims)}]", "as many");
        return Shape.Of(dims);
    }

    private static (long Have, long Need)? Fully(List<Dim> left, List<Dim> rest) =>
        Shape.Of(left).Elements is { } have && Shape.Of(rest).Elements is { } need ? (have, need) : null;

    private static Dim Quotient(Inference i, Shape x, List<Dim> left, List<Dim> rest, Dim[] target)
    {
        foreach (var symbol in rest.Where(d => d.Symbol is not null).ToList())
            if (left.Remove(symbol)) rest.Remove(symbol);
        if (Shape.Of(rest).Elements is not { } divisor) return Dim.Unknown;
        var open = left.Where(d => d.Size is null).ToList();
        var known = left.Aggregate(1L, (product, d) => product * (d.Size ?? 1));
        if (open.Count == 0 && divisor == 0) throw i.Error($"target [{string.Join(", ", target)}] of {x}", "no 0 beside -1");
        if (open.Count == 0) return known % divisor == 0 ? known / divisor
            : throw i.Error($"{x} to [{string.Join(", ", target)}]", $"a number of elements that {divisor} divides");
        return open.Count == 1 && known == divisor ? open[0] : Dim.Unknown;
    }
}

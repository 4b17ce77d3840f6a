namespace SegEdge.Onnx.ShapeRules;

/// <summary>Parts of an axis, and rims around it.</summary>
internal static class Slicing
{
    /// <summary>starts, ends, axes: attributes, from opset 10 on inputs, with steps.</summary>
    public static void Slice(Inference i)
    {
        var byInput = i.Opset >= 10;
        var starts = byInput ? i.Numbers(1) : Required(i, "starts");
        var ends = byInput ? i.Numbers(2) : Required(i, "ends");
        if (i.Shape(0) is not { } x) { i.Set(0, i.Type(0), null); return; }
        var givenAxes = byInput ? i.Given(3) : i.Node.Has("axes");
        var axes = byInput ? i.Longs(3) : i.Node.Ints("axes");
        if (givenAxes && axes is null) { i.Set(0, i.Type(0), Shape.Of(x.Select(_ => Dim.Unknown))); return; }
        var at = i.Axes(axes ?? [.. Enumerable.Range(0, starts?.Length ?? ends?.Length ?? x.Rank).Select(k => (long)k)], x.Rank);
        var steps = byInput && i.Given(4) ? i.Numbers(4) : Array.ConvertAll(at, _ => (Dim)1);
        if (new[] { starts, ends, steps }.Any(list => list is not null && list.Length != at.Length))
            throw i.Error($"{starts?.Length} starts, {ends?.Length} ends, {at.Length} axes, {steps?.Length} steps", "equally many");
        for (var k = 0; k < at.Length; k++) x = x.With(at[k], Part(i, x[at[k]], starts?[k], ends?[k], steps?[k]));
        i.Set(0, i.Type(0), x);
    }

    /// <summary>Sizes: an attribute, from opset 13 on an input; without any, equal parts (from opset 18 on the last may be
    /// smaller).</summary>
    public static void Split(Inference i)
    {
        var parts = i.Node.Outputs.Count;
        if (i.Shape(0) is not { } x) { for (var k = 0; k < parts; k++) i.Set(k, i.Type(0), null); return; }
        var axis = i.Axis(i.Node.Int("axis", 0), x.Rank);
        var sizes = i.AxesOf(13, out var given, attribute: "split")?.Select(s => (Dim)s).ToArray();
        if (sizes is not null && sizes.Length != parts) throw i.Error($"{sizes.Length} sizes for {parts} outputs", "equally many");
        if (sizes is not null && x[axis].Size is { } have && sizes.Sum(s => s.Size) != have)
            throw i.Error($"sizes [{string.Join(", ", sizes)}] of axis {axis} in {x}", $"a sum of {have}");
        if (!given && x[axis].Size is { } whole)
        {
            var each = (whole + parts - 1) / parts;
            if (i.Opset < 18 && whole % parts != 0) throw i.Error($"axis {axis} of {x} in {parts} parts", "equal ones");
            sizes = [.. Enumerable.Range(0, parts).Select(k => (Dim)Math.Clamp(whole - (k * each), 0, each))];
        }
        for (var k = 0; k < parts; k++) i.Set(k, i.Type(0), x.With(axis, sizes?[k] ?? (parts == 1 ? x[axis] : Dim.Unknown)));
    }

    /// <summary>Pads: an attribute, from opset 11 on an input, from 18 on with axes. Negative ones cut.</summary>
    public static void Pad(Inference i)
    {
        if (i.Shape(0) is not { } x) { i.Set(0, i.Type(0), null); return; }
        var pads = i.Opset >= 11 ? i.Numbers(1) : Required(i, "pads");
        var axes = i.Opset >= 18 && i.Given(3) ? i.Longs(3) : [.. Enumerable.Range(0, x.Rank).Select(k => (long)k)];
        if (axes is null) { i.Set(0, i.Type(0), Shape.Of(x.Select(_ => Dim.Unknown))); return; }
        var at = i.Axes(axes, x.Rank);
        if (pads is not null && pads.Length != 2 * at.Length) throw i.Error($"{pads.Length} pads for {at.Length} axes", $"{2 * at.Length}");
        for (var k = 0; k < at.Length; k++)
        {
            var rim = pads?[k].Size + pads?[k + at.Length].Size;
            x = x.With(at[k], rim == 0 ? x[at[k]] : x[at[k]].Size + rim is { } size ? size : Dim.Unknown);
        }
        i.Set(0, i.Type(0), x);
    }

    /// <summary>Where a slice begins and how many elements it takes, by numpy's clamping.</summary>
    public static (long First, long Count) Range(long size, long start, long end, long step)
    {
        if (start < 0) start = Math.Max(start, -size) + size;
        if (end < 0) end = end < -size ? -1 : end + size;
        if (step > 0)
        {
            (start, end) = (Math.Min(start, size), Math.Clamp(end, 0, size));
            return (start, end <= start ? 0 : ((end - start - 1) / step) + 1);
        }
        (start, end) = (Math.Min(start, size - 1), Math.Min(end, size - 1));
        // A step of long.MinValue has no absolute value.
        return (start, end >= start ? 0 : ((start - end - 1) / -Math.Max(step, -long.MaxValue)) + 1);
    }

    private static Dim[] Required(Inference i, string attribute) => i.Node.Ints(attribute) is { } values
        ? Array.ConvertAll(values, v => (Dim)v)
        : throw i.Error($"no {attribute}", "some");

    private static Dim Part(Inference i, Dim size, Dim? start, Dim? end, Dim? step)
    {
        if (step?.Size == 0) throw i.Error("a step of 0", "another");
        // All of an axis, whatever its size: exporters write the largest Int32 or Int64 for the end.
        if (start?.Size == 0 && step?.Size == 1 && (end?.Size >= int.MaxValue || end is { } to && size.Is(to))) return size;
        return size.Size is { } n && start?.Size is { } s && end?.Size is { } e && step?.Size is { } by
            ? Range(n, s, e, by).Count
            : Dim.Unknown;
    }
}

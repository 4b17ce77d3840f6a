namespace SegEdge.Onnx.ShapeRules;

/// <summary>Pictures of other sizes, by factors or by target sizes.</summary>
internal static class Resizing
{
    /// <summary>Factors: an attribute, from opset 9 on an input.</summary>
    public static void Upsample(Inference i) => i.Set(0, i.Type(0), i.Shape(0) is { } x
        ? Scaled(i, x, [.. Enumerable.Range(0, x.Rank)], i.Opset < 9 ? i.Node.Floats("scales") : i.Known(1)?.ToFloats())
        : null);

    /// <summary>x, scales; from opset 11 on x, roi, scales, sizes, and from 18 on only of some axes.</summary>
    public static void Resize(Inference i)
    {
        if (i.Shape(0) is not { } x) { i.Set(0, i.Type(0), null); return; }
        var axes = i.Opset >= 18 && i.Node.Ints("axes") is { } some ? i.Axes(some, x.Rank) : [.. Enumerable.Range(0, x.Rank)];
        var bySizes = i.Opset >= 11 && i.Given(3) && i.Shape(3)?.Elements != 0;
        i.Set(0, i.Type(0), bySizes ? Sized(i, x, axes, i.Numbers(3)) : Scaled(i, x, axes, i.Known(i.Opset >= 11 ? 2 : 1)?.ToFloats()));
    }

    private static Shape Scaled(Inference i, Shape x, int[] axes, float[]? scales)
    {
        if (scales is not null && scales.Length != axes.Length)
            throw i.Error($"{scales.Length} scales for {axes.Length} axes of {x}", "equally many");
        for (var k = 0; k < axes.Length; k++)
        {
            var dim = x[axes[k]];
            if (scales?[k] is { } wrong && !(wrong > 0)) throw i.Error($"a scale of {wrong}", "above 0");
            // ONNX Runtime multiplies in float and cuts off; so does this, or sizes would differ by one.
            x = x.With(axes[k], scales?[k] == 1 ? dim : scales is not null && dim.Size is { } size ? (long)(size * scales[k]) : Dim.Unknown);
        }
        return x;
    }

    private static Shape Sized(Inference i, Shape x, int[] axes, Dim[]? sizes)
    {
        if (sizes is not null && sizes.Length != axes.Length)
            throw i.Error($"{sizes.Length} sizes for {axes.Length} axes of {x}", "equally many");
        var policy = i.Opset >= 18 ? i.Node.Text("keep_aspect_ratio_policy", "stretch") : "stretch";
        if (policy == "stretch" || sizes is null)
        {
            for (var k = 0; k < axes.Length; k++) x = x.With(axes[k], sizes?[k] ?? Dim.Unknown);
            return x;
        }
        var ratios = axes.Select((axis, k) => sizes[k].Size is { } to && x[axis].Size is { } from ? (float?)to / from : null).ToList();
        var ratio = ratios.Contains(null) ? null : policy == "not_larger" ? ratios.Min() : ratios.Max();
        foreach (var axis in axes)
            x = x.With(axis, ratio * x[axis].Size is { } size ? (long)MathF.Round(size, MidpointRounding.AwayFromZero) : Dim.Unknown);
        return x;
    }
}

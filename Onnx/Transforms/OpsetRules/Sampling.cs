using SegEdge.Onnx.ShapeRules;

namespace SegEdge.Onnx.Transforms.OpsetRules;

/// <summary>The older forms of Resize had one way to find a pixel's place, now called asymmetric: x / scale.</summary>
internal static class Sampling
{
    /// <summary>Factors of 1 and more: nearest rounds down.</summary>
    public static Rewrite Upsample(Node node, Upgrade upgrade)
    {
        var (mode, scales) = (node.Text("mode", "nearest"), node.Floats("scales"));
        return b =>
        {
            var factors = scales is null ? node.Input(1) : b.Const(Tensor.Of<float>(scales, scales.Length));
            return [Upgrade.Renew(node, "Resize", [node.Input(0), null, factors], Attributes(mode, "floor"))];
        };
    }

    /// <summary>Nearest rounded down where it enlarges an axis and up where it shrinks one. Axes are independent, so two steps do the
    /// same.</summary>
    public static Rewrite? Resize(Node node, Upgrade upgrade)
    {
        if (upgrade.From > 10)
        {
            return node.Text("coordinate_transformation_mode", "") == "tf_half_pixel_for_nn"
                ? throw upgrade.Refusal(node, "coordinate_transformation_mode 'tf_half_pixel_for_nn'", "Export it again with 'half_pixel'.")
                : null;
        }
        var mode = node.Text("mode", "nearest");
        if (mode != "nearest") return b => [Upgrade.Renew(node, "Resize", [node.Input(0), null, node.Input(1)], Attributes(mode, "floor"))];
        var scales = new Contents(upgrade.From).Whole(node.Input(1))?.ToFloats()
            ?? throw upgrade.Refusal(node, "scales that only a run knows, whose rounding depends on them", "Make them constant.");
        var (up, down) = (Array.ConvertAll(scales, s => Math.Max(1, s)), Array.ConvertAll(scales, s => Math.Min(1, s)));
        return b =>
        {
            if (down.All(s => s == 1)) return [Step(node.Input(0), up, "floor")];
            if (up.All(s => s == 1)) return [Step(node.Input(0), down, "ceil")];
            var enlarged = Upgrade.Extra(b, "Resize", [node.Input(0), null, b.Const(Tensor.Of<float>(up, up.Length))], Attributes(mode, "floor"));
            return [enlarged, Step(enlarged.Output, down, "ceil")];

            Node Step(Value x, float[] by, string rounding) =>
                Upgrade.Renew(node, "Resize", [x, null, b.Const(Tensor.Of<float>(by, by.Length))], Attributes(mode, rounding));
        };
    }

    private static Attribute[] Attributes(string mode, string rounding) => mode == "nearest"
        ? [Attribute.Of("mode", mode), Attribute.Of("coordinate_transformation_mode", "asymmetric"), Attribute.Of("nearest_mode", rounding)]
        : [Attribute.Of("mode", mode), Attribute.Of("coordinate_transformation_mode", "asymmetric")];
}

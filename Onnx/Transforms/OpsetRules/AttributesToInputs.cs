namespace SegEdge.Onnx.Transforms.OpsetRules;

/// <summary>What was an attribute became an input, so that a run can compute it.</summary>
internal static class AttributesToInputs
{
    public static Rewrite? Axes(Node node, Upgrade upgrade) => Ints(node, "axes");

    public static Rewrite? Split(Node node, Upgrade upgrade) => Ints(node, "split");

    public static Rewrite TopK(Node node, Upgrade upgrade)
    {
        var k = node.Int("k", -1);
        return b => Move(node, ["k"], b.Ints(k));
    }

    /// <summary>Without axes, the first ones.</summary>
    public static Rewrite Slice(Node node, Upgrade upgrade)
    {
        var (starts, ends) = (node.Ints("starts") ?? [], node.Ints("ends") ?? []);
        var axes = node.Ints("axes") ?? [.. Enumerable.Range(0, starts.Length).Select(k => (long)k)];
        return b => Move(node, ["starts", "ends", "axes"], b.Ints(starts), b.Ints(ends), b.Ints(axes));
    }

    /// <summary>Without bounds the old form still cut infinities to the largest float.</summary>
    public static Rewrite Clip(Node node, Upgrade upgrade)
    {
        var type = TypeOf(node, upgrade);
        float min = node.Float("min", float.MinValue), max = node.Float("max", float.MaxValue);
        return b => Move(node, ["min", "max"], b.Const(Tensor.Scalar(type, min)), b.Const(Tensor.Scalar(type, max)));
    }

    public static Rewrite Pad(Node node, Upgrade upgrade)
    {
        var (type, pads, value) = (TypeOf(node, upgrade), node.Ints("pads") ?? [], node.Float("value", 0));
        return b => Move(node, ["pads", "value"], b.Ints(pads), b.Const(Tensor.Scalar(type, value)));
    }

    private static Rewrite? Ints(Node node, string attribute)
    {
        if (node.Ints(attribute) is not { } values) return null;
        return b => Move(node, [attribute], b.Ints(values));
    }

    private static Node[] Move(Node node, string[] attributes, params ReadOnlySpan<Value> inputs)
    {
        foreach (var attribute in attributes) node.Remove(attribute);
        foreach (var input in inputs) node.Inputs.Add(input);
        return [node];
    }

    private static ElementType TypeOf(Node node, Upgrade upgrade) => node.Input(0).Type is var type && type.IsFloating()
        ? type
        : throw upgrade.Refusal(node, $"an input '{node.Input(0).Name}' of type {type}, where a floating one is needed",
            "Export it again with its types.");
}

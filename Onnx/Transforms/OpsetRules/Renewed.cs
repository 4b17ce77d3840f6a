namespace SegEdge.Onnx.Transforms.OpsetRules;

/// <summary>Operators whose meaning or name changed.</summary>
internal static class Renewed
{
    public static Rewrite? BatchNormalization(Node node, Upgrade upgrade)
    {
        if (node.Int("spatial", 1) == 0)
            throw upgrade.Refusal(node, "spatial = 0: statistics for single positions", "Write it as Mul and Add.");
        if (!node.Has("spatial")) return null;
        return _ =>
        {
            node.Remove("spatial");
            return [node];
        };
    }

    /// <summary>It had a batch axis and lengths.</summary>
    public static Rewrite Scan(Node node, Upgrade upgrade) =>
        throw upgrade.Refusal(node, "a batch axis and sequence lengths", "Export it again with opset 9 or later.");

    public static Rewrite Scatter(Node node, Upgrade upgrade) => _ => [Upgrade.Renew(node, "ScatterElements", node.Inputs, node.Attributes)];

    /// <summary>Outside training nothing is dropped. The mask said what was dropped and says now what was kept.</summary>
    public static Rewrite Dropout(Node node, Upgrade upgrade)
    {
        if (upgrade.IsRead(node.OutputOrNull(1)))
            throw upgrade.Refusal(node, $"a mask '{node.Outputs[1]!.Name}' that is read", "Take the mask out of the graph.");
        return _ => [Upgrade.Renew(node, "Dropout", [node.Input(0)], [], outputs: 1)];
    }

    /// <summary>The old form took all axes from one on as one; the new one takes a single axis.</summary>
    public static Rewrite Softmax(Node node, Upgrade upgrade)
    {
        var (axis, x) = (node.Int("axis", 1), node.Input(0));
        if (axis == -1 || axis == x.Shape?.Rank - 1)
        {
            return _ =>
            {
                node.Set(Attribute.Of("axis", -1));
                return [node];
            };
        }
        return b =>
        {
            var flat = Upgrade.Extra(b, "Flatten", [x], Attribute.Of("axis", axis));
            var soft = Upgrade.Extra(b, node.OpType, [flat.Output], Attribute.Of("axis", -1));
            if (x.Shape is { IsStatic: true } shape)
                return [flat, soft, Upgrade.Renew(node, "Reshape", [soft.Output, b.Ints(shape.Sizes())], [])];
            var sizes = Upgrade.Extra(b, "Shape", [x]);
            return [flat, soft, sizes, Upgrade.Renew(node, "Reshape", [soft.Output, sizes.Output], [])];
        };
    }
}

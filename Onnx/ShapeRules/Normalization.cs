namespace SegEdge.Onnx.ShapeRules;

/// <summary>Operators that scale by statistics: the shape stays.</summary>
internal static class Normalization
{
    /// <summary>Scale, bias, mean and variance hold one number per channel; in training the statistics come out too.</summary>
    public static void BatchNormalization(Inference i)
    {
        var channels = i.Shape(0) is { } x ? x.Rank >= 2 ? x[1] : x.Rank == 1 ? Dim.Unknown
            : throw i.Error($"input {x}", "rank 1 or more") : Dim.Unknown;
        for (var k = 1; k < 5; k++)
            if (i.Shape(k) is { Rank: 1 } vector) channels = i.Same(channels, vector[0], "channels");
        Elementwise.Like(i);
        for (var k = 1; k < 5; k++) i.Set(k, i.Type(3), [channels]);
    }

    /// <summary>Also gives mean and inverse deviation, of size 1 along what is normalised.</summary>
    public static void LayerNormalization(Inference i)
    {
        Elementwise.Like(i);
        if (i.Shape(0) is not { } shape) return;
        var axis = i.Axis(i.Node.Int("axis", -1), shape.Rank);
        var statistics = Shape.Of(shape.Select((dim, k) => k < axis ? dim : 1));
        var type = (ElementType)i.Node.Int("stash_type", (long)ElementType.Float);
        i.Set(1, type, statistics);
        i.Set(2, type, statistics);
    }

    public static void InstanceNormalization(Inference i)
    {
        if (i.Shape(0) is { } x && x.Rank < 2) throw i.Error($"input {x}", "[N, C, ...]");
        for (var k = 1; k < 3; k++)
            if (i.Shape(0) is { } shape && i.Ranked(k, 1) is { } vector) i.Same(shape[1], vector[0], "channels");
        Elementwise.Like(i);
    }

    /// <summary>Softmax and its kin: an axis of the input. Opset 13 moved the default from 1 to the last.</summary>
    public static void Softmax(Inference i)
    {
        // Before opset 13 an axis of rank splits into everything and nothing.
        if (i.Shape(0) is { } shape && (i.Opset >= 13 || i.Node.Int("axis", 1) != shape.Rank))
            i.Axis(i.Node.Int("axis", i.Opset >= 13 ? -1 : 1), shape.Rank);
        Elementwise.Like(i);
    }
}

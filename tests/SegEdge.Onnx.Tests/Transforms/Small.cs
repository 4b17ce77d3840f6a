namespace SegEdge.Onnx.Tests.Transforms;

/// <summary>Small models and tensors, made in code.</summary>
internal static class Small
{
    public static Model Model(Action<GraphBuilder> build, long opset = 13)
    {
        var model = new Model(new Graph("small")) { Opset = opset };
        build(new GraphBuilder(model, "small"));
        return model;
    }

    /// <summary>Uniform in -4..4.</summary>
    public static Tensor Random(int seed, params long[] dimensions)
    {
        var random = new Random(seed);
        var values = new float[dimensions.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++) values[i] = (random.NextSingle() * 8) - 4;
        return Tensor.Of<float>(values, dimensions);
    }

    public static Tensor RandomBytes(int seed, params long[] dimensions)
    {
        var values = new byte[dimensions.Aggregate(1L, (a, b) => a * b)];
        new Random(seed).NextBytes(values);
        return Tensor.Of<byte>(values, dimensions);
    }

    public static void AssertSameBits(Tensor expected, Tensor found, string what)
    {
        Assert.Equal(expected.Shape, found.Shape);
        Assert.True(expected.Raw.Span.SequenceEqual(found.Raw.Span), what);
    }
}

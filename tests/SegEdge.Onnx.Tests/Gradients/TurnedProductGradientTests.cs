using SegEdge.Onnx.Transforms;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Attention multiplies with a turned map; the gradient of the map is a product that would have to be turned back.</summary>
public sealed class TurnedProductGradientTests
{
    [Theory]
    [InlineData(new long[] { 2, 3, 4 }, new long[] { 2, 5, 4 }, new long[] { 0, 2, 1 })]
    [InlineData(new long[] { 3, 4 }, new long[] { 5, 4 }, new long[] { 1, 0 })]
    [InlineData(new long[] { 1, 2, 3, 4 }, new long[] { 1, 2, 5, 4 }, new long[] { 0, 1, 3, 2 })]
    // Broadcast over heads: the product is summed before it is turned.
    [InlineData(new long[] { 2, 3, 4 }, new long[] { 1, 5, 4 }, new long[] { 0, 2, 1 })]
    public void Gradient_MatchesDifference(long[] values, long[] map, long[] turn) =>
        GradientCheck.Compare(Attention(values, map, turn), new Dictionary<string, Tensor> { ["v"] = Wave(values), ["s"] = Wave(map) });

    [Fact]
    public void NoMap_IsTurnedBack()
    {
        var model = Attention([1, 3, 40], [1, 50, 40], [0, 2, 1]);
        new AppendGradient("y", ["s"]).Apply(model);
        new RemoveUnused().Apply(model);

        // Only the forward turn is as large as the map; the one of the small factor is 3 x 50.
        Assert.Single(model.Graph.Nodes, n => n.Is("Transpose") && n.Output.Shape!.Elements == 50 * 40);
    }

    private static Model Attention(long[] values, long[] map, long[] turn)
    {
        var model = new Model(new Graph("attention")) { Opset = 17 };
        var b = new GraphBuilder(model, "test");
        b.Output("y", b.MatMul(b.Input("v", ElementType.Double, Shape.Of(values)), b.Transpose(b.Input("s", ElementType.Double, Shape.Of(map)), turn)));
        return model;
    }

    private static Tensor Wave(long[] sizes)
    {
        var count = (int)sizes.Aggregate(1L, (a, s) => a * s);
        return Tensor.Of<double>([.. Enumerable.Range(0, count).Select(i => Math.Sin((1.3 * i) + sizes.Length))], sizes);
    }
}

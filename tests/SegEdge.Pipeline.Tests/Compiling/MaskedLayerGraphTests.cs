using SegEdge.Explain;
using SegEdge.Onnx;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Compiling;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;
using A = SegEdge.Onnx.Attribute;

namespace SegEdge.Pipeline.Tests.Compiling;

public sealed class MaskedLayerGraphTests : IDisposable
{
    private const int Across = 8, Down = 6, Stride = 8;

    private readonly TemporaryFolder _folder = new();

    [Theory, MemberData(nameof(TinyKinds.Names), MemberType = typeof(TinyKinds))]
    public void NothingHidden_TheScoresAreThoseOfTheModel(string kind) => AssertNothingHidden(TinyKinds.Of(kind).SaveTo(_folder), null);

    // Neither has a gradient: a layer can be hidden all the same.
    [Fact]
    public void ClassIndices_AreReadAsTheyAre() => AssertNothingHidden(TinyOnnx.Argmax(TinyKinds.Width, TinyKinds.Height, keepAxis: true).SaveTo(_folder), null);

    [Fact]
    public void AQuantisedNetwork_NeedsOnlyTheNameOfAFloatLayer()
    {
        var package = TinyOnnx.Quantised(TinyKinds.Width, TinyKinds.Height).SaveTo(_folder);
        AssertNothingHidden(package, "scores");
        var e = Assert.Throws<ModelException>(() => new MaskedLayerGraph(package, 0, null, Questions.Options(_folder)));
        Assert.Contains("name a layer", e.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TinyKinds.Architectures), MemberType = typeof(TinyKinds))]
    public void OfTheLayerThatClassActivationTakes_AllHidden_TheScoresAreThoseOfAFileWithoutIt(string architecture)
    {
        var package = TinyKinds.OfArchitecture(architecture).SaveTo(_folder);
        AssertNothingHidden(package, null);
        using var graph = new MaskedLayerGraph(package, 0, null, Questions.Options(_folder));
        using var rule = new LayerGraph(package, 0, null, Questions.Options(_folder));
        Assert.Equal((rule.Layer, rule.Shape.Height, rule.Shape.Width), (graph.Layer, graph.Height, graph.Width));

        var without = OnnxReader.Read(package.ModelPath);
        var shape = rule.Shape;
        var nothing = new GraphBuilder(without, "without").Const(Tensor.Of<float>(new float[shape.Length], 1, shape.Channels, shape.Height, shape.Width));
        without.Graph.ReplaceUses(without.Graph.Find(graph.Layer), nothing);
        using var file = new FileRun(OnnxWriter.ToBytes(without));
        var picture = Questions.Picture(package.Manifest.Input, 3);
        var expected = file.Run("logits", (package.Manifest.Input.Name, picture));
        var found = new float[expected.Length];
        graph.Run(picture, new float[graph.Height * graph.Width], found);
        AssertClose(expected, found);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhereALayerIsLocal_ReciproCamFindsThePlaceWithEvidence_WhateverGoesRoundIt(bool skip)
    {
        var package = TinyKinds.Of(Local(skip), "image", Across * Stride, Down * Stride).SaveTo(_folder);
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder));
        using var graphs = new GradientGraphs(package, Questions.Options(_folder));
        var region = new PerturbedRegion(runner, graphs);
        var everywhere = new byte[Across * Stride * Down * Stride];
        everywhere.AsSpan().Fill(1);
        var target = new Target(0, runner.Outputs[0], ["class0", "class1"], 1, null, new RegionMask(everywhere, Across * Stride, Down * Stride));
        // All of the light in one place, the fifth from the left in the third row.
        var picture = new float[runner.Input.Length];
        for (var y = 2 * Stride; y < 3 * Stride; y++) picture.AsSpan((y * Across * Stride) + (4 * Stride), Stride).Fill(1);
        var grid = new CellGrid(new PixelRect(0, 0, Across * Stride, Down * Stride), new CellCount(Across, Down));
        var budget = new ExplainBudget(1000, Timeout.InfiniteTimeSpan, TimeProvider.System);
        Assert.NotNull(region.TryAim(picture, grid.Content, target, [new DatasetMeanReference([0, 0, 0])], budget));
        var outcome = new ReciproCam().Explain(region, grid, 0, budget);

        Assert.Equal((2 + 1 + (Across * Down), "layer=features, patches=8x6"), (budget.Passes, outcome.Parameters));
        // 4 channels of 1 in a place, one nat of each in the place's pixels, of which the region has 48 times as many; a quarter is kept.
        for (var i = 0; i < grid.Count; i++)
        {
            var (fromX, fromY) = (Math.Abs((i % Across) - 4), Math.Abs((i / Across) - 2));
            Assert.Equal(fromX > 1 || fromY > 1 ? 0 : 4 / 48.0 / (4 << (fromX + fromY)), outcome.Cells![i], 1e-5);
        }
    }

    [Fact]
    public void AGraph_IsOpenedOnce_AndCompiledOnce()
    {
        var package = TinyKinds.OfArchitecture("unet").SaveTo(_folder);
        using var graphs = new GradientGraphs(package, Questions.Options(_folder));
        var graph = graphs.MaskedLayer(0, null);
        Assert.Same(graph, graphs.MaskedLayer(0, null));
        var options = Questions.Options(_folder);
        Assert.True(new ModelCompiler(package, options.Compiled, options.Provider).MaskedLayer(0, graph.Layer).FromCache);
    }

    [Theory]
    [InlineData("elsewhere", "has no value 'elsewhere'")]
    [InlineData("picture", "is no node's; expected a layer inside the network")]
    public void WhatIsNoLayer_IsRefusedByName(string layer, string message)
    {
        using var graphs = new GradientGraphs(TinyKinds.Of("logits").SaveTo(_folder), Questions.Options(_folder));
        Assert.Contains(message, Assert.Throws<ExplainException>(() => graphs.MaskedLayer(0, layer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALengthThatDoesNotFit_IsNamed()
    {
        var package = TinyKinds.Of("logits").SaveTo(_folder);
        using var graph = new MaskedLayerGraph(package, 0, null, Questions.Options(_folder));
        var picture = Questions.Picture(package.Manifest.Input, 1);
        Assert.Contains("mask: 7 values", Assert.Throws<ArgumentException>(() => graph.Run(picture, new float[7], [])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // features: four channels, each the mean of a block of 8 x 8 pixels' red; class 1 gets their sum, in all pixels of the block.
    private static Onnx.Model Local(bool skip)
    {
        var model = new Onnx.Model(new Graph("local")) { Opset = 13 };
        var b = new GraphBuilder(model, "local");
        var image = b.Input("image", ElementType.Float, [1, 3, Down * Stride, Across * Stride]);
        var red = new float[4 * 3 * Stride * Stride];
        for (var c = 0; c < 4; c++) red.AsSpan(c * 3 * Stride * Stride, Stride * Stride).Fill(1f / (Stride * Stride));
        var features = b.Op("Conv", [image, b.Const(Tensor.Of<float>(red, 4, 3, Stride, Stride))], A.Of("strides", [Stride, Stride]));
        features.Name = "features";
        var coarse = b.Op("Conv", features, b.Const(Tensor.Of<float>([0, 0, 0, 0, 1, 1, 1, 1], 2, 4, 1, 1)));
        var logits = b.Op("Resize", [coarse, null, b.Const(Tensor.Of<float>([1, 1, Stride, Stride], 4))],
            A.Of("mode", "nearest"), A.Of("coordinate_transformation_mode", "asymmetric"), A.Of("nearest_mode", "floor"));
        if (skip) logits = b.Add(logits, b.Op("Conv", image, b.Const(Tensor.Of<float>([0, 0, 0, 3, 2, 1], 2, 3, 1, 1))));
        b.Output("logits", logits);
        return model;
    }

    private void AssertNothingHidden(ModelPackage package, string? layer)
    {
        using var runner = new OrtGraphRunner(package, Questions.Options(_folder));
        var picture = Questions.Picture(package.Manifest.Input, 7);
        for (var head = 0; head < runner.Outputs.Count; head++)
        {
            using var graph = new MaskedLayerGraph(package, head, layer, Questions.Options(_folder));
            var everything = new float[graph.Height * graph.Width];
            everything.AsSpan().Fill(1);
            float[] expected = new float[runner.Outputs[head].Length], found = new float[expected.Length];
            runner.Run(picture, head, expected);
            graph.Run(picture, everything, found);
            AssertClose(expected, found);
        }
    }

    // Operators that a mask stands between are not fused: sums have another order.
    private static void AssertClose(float[] expected, float[] found)
    {
        var bound = 1e-5 * Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], bound);
        Assert.Contains(expected, e => e != 0);
    }
}

using SegEdge.Onnx;
using SegEdge.Onnx.Wire;
using SegEdge.Pipeline.Compiling;
using SegEdge.Testing;
using SegEdge.Testing.Architectures;

namespace SegEdge.Pipeline.Tests.Compiling;

public sealed class ActivationLayerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void OfAnEncoderAndDecoder_ItIsTheEncodersEnd()
    {
        var net = Net();
        var coarse = net.ConvBnRelu(net.ConvBnRelu(net.Image, 8, stride: 2), 12, stride: 2);
        var wide = net.ConvBnRelu(coarse, 16, stride: 2);
        var narrow = net.ConvBnRelu(wide, 6);
        Assert.Equal(wide.Name, ActivationLayer.Choose(net.Outputs(("logits", net.Conv(net.UpConv(net.UpConv(narrow, 8), 8), 4, kernel: 1)))));
    }

    [Fact]
    public void OfEquals_ItIsTheLast()
    {
        var net = Net();
        var end = net.ConvBnRelu(net.ConvBnRelu(net.Image, 8, stride: 2), 8);
        Assert.Equal(end.Name, ActivationLayer.Choose(net.Outputs(("logits", net.Upsample(net.Conv(end, 4), 2)))));
    }

    // Squeeze and excitation, image pooling: a place or two that say nothing about where.
    [Fact]
    public void FewerThanFourPlacesASide_AreNoMap()
    {
        var net = Net();
        var end = net.ConvBnRelu(net.Image, 8, stride: 4);
        var gate = net.Conv(net.GlobalAveragePool(end), 8, kernel: 1);
        Assert.NotEqual(gate.Name, ActivationLayer.Choose(net.Outputs(("logits", net.Upsample(net.Mul(end, gate), 4)))));
    }

    [Fact]
    public void WhatDoesNotDependOnThePicture_IsNoActivation()
    {
        var net = Net();
        var kernel = net.Graph.Op("Identity", net.Random([64, 3, 5, 5], 0.1)); // 25 places, as exporters write weights that are shared
        var end = net.Graph.Op("Conv", [net.Image, kernel], Onnx.Attribute.Of("strides", [4L, 4]), Onnx.Attribute.Of("pads", [2L, 2, 2, 2]));
        Assert.Equal(end.Name, ActivationLayer.Choose(net.Outputs(("logits", net.Upsample(net.Conv(end, 4), 4)))));
    }

    // Read as [N, C, H, W] the turned scores would have 4 x 64 places of 48 channels.
    [Fact]
    public void FourAxesInAnotherOrder_AreNotTakenForPlanes()
    {
        var net = Net();
        var end = net.ConvBnRelu(net.Image, 8, stride: 2);
        var turned = net.Graph.Transpose(net.Upsample(net.Conv(end, 4, kernel: 1), 2), 0, 2, 3, 1);
        Assert.Equal(end.Name, ActivationLayer.Choose(net.Outputs(("logits", net.Graph.Op("Softmax", [turned], Onnx.Attribute.Of("axis", 3))))));
    }

    [Fact]
    public void WhereThereIsNone_ALayerIsAskedFor()
    {
        var net = Net();
        var e = Assert.Throws<OnnxException>(() => ActivationLayer.Choose(net.Outputs(("logits", net.GlobalAveragePool(net.Image)))));
        Assert.Contains("name a layer", e.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TinyKinds.Architectures), MemberType = typeof(TinyKinds))]
    public void OfKnownArchitectures_ItIsTheirCoarsestMap(string name)
    {
        var model = Architecture.Build(name);
        var chosen = model.Graph.Find(ActivationLayer.Choose(model));
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {chosen} of {chosen.Producer}");
        var coarsest = name is "unet" or "deeplab" ? "12, 16" : "6, 8"; // a quarter or an eighth of the picture
        Assert.Matches($@"^\[1, \d+, {coarsest}\]$", chosen.Shape!.ToString());
    }

    [Theory, MemberData(nameof(RealModels.All), MemberType = typeof(RealModels))]
    public void OfRealModels_ItHasGradients(string name)
    {
        var package = RealModels.Open(name, _folder);
        for (var head = 0; head < package.Manifest.Heads.Count; head++)
        {
            using var graph = new LayerGraph(package, head, null, Questions.Options(_folder));
            var value = OnnxReader.Read(package.ModelPath).Graph.Find(graph.Layer);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}, head '{package.Manifest.Heads[head].Name}': {graph.Layer} of {value.Producer}, {graph.Shape}");
            Assert.True(graph.Shape.Height < package.Manifest.Input.Height && graph.Shape.Width < package.Manifest.Input.Width);
            // Planes keep about the picture's proportions.
            Assert.InRange((double)graph.Shape.Width / graph.Shape.Height * package.Manifest.Input.Height / package.Manifest.Input.Width, 0.7, 1.4);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static Layers Net() => new("net", opset: 13, 1, seed: 1);
}

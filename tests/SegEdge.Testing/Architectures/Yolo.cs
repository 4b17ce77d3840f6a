using SegEdge.Onnx;
using Attribute = SegEdge.Onnx.Attribute;

namespace SegEdge.Testing.Architectures;

/// <summary>An instance segmenter in one pass: a backbone of split blocks, a pyramid, a head that says per cell what is there, and one
/// set of prototype masks; a cell's mask is a mixture of the prototypes.</summary>
/// <remarks>Masks: Bolya et al., YOLACT, ICCV 2019, arXiv:1904.02689. Split blocks: Wang et al., CSPNet, arXiv:1911.11929, in the form of
/// Ultralytics' YOLOv8 (C2f), as is the pooling (SPPF). SiLU: Elfwing et al., arXiv:1702.03118. Departs: no boxes; the masks are mixed in
/// the graph for every cell.</remarks>
internal static class Yolo
{
    private const int Classes = 3;

    private const int Prototypes = 6;

    /// <returns>masks [N, 12, H/4, W/4], one for each of the 3 x 4 cells, and scores [N, 12, 3]; all 0..1.</returns>
    public static Model Build(Dim batch)
    {
        var net = new Layers("yolo", opset: 18, batch, seed: 6) { Gain = 2.3 };  // SiLU lets less through than Relu
        var b = net.Graph;
        var (up, down) = Pyramid(net);
        var prototypes = ConvSilu(net, net.Upsample(ConvSilu(net, up, 12), 2, "nearest"), Prototypes, kernel: 1);
        var coefficients = net.ToTokens(b.Op("Tanh", net.Conv(ConvSilu(net, down, 12), Prototypes, kernel: 1)));  // [N, 12, 6]
        var masks = b.MatMul(coefficients, b.Reshape(prototypes, 0, Prototypes, -1));
        masks = b.Reshape(masks, 0, 0, Architecture.Height / 4, Architecture.Width / 4);
        var scores = net.ToTokens(net.Conv(ConvSilu(net, down, 12), Classes, kernel: 1));
        return net.Outputs(("masks", net.Sigmoid(masks)), ("scores", net.Sigmoid(scores)));
    }

    /// <returns>[N, 16, H/8, W/8] and [N, 16, H/16, W/16].</returns>
    internal static (Value Eighth, Value Sixteenth) Pyramid(Layers net)
    {
        var quarter = SplitBlock(net, ConvSilu(net, ConvSilu(net, net.Image, 8, stride: 2), 12, stride: 2), 12);
        var eighth = SplitBlock(net, ConvSilu(net, quarter, 16, stride: 2), 16);
        var sixteenth = Pooled(net, ConvSilu(net, eighth, 16, stride: 2));
        var up = SplitBlock(net, net.Concat(net.Upsample(sixteenth, 2, "nearest"), eighth), 16);
        return (up, SplitBlock(net, net.Concat(ConvSilu(net, up, 16, stride: 2), sixteenth), 16));
    }

    internal static Value ConvSilu(Layers net, Value x, long channels, long kernel = 3, long stride = 1)
    {
        x = net.BatchNorm(net.Conv(x, channels, kernel, stride, bias: false));
        return net.Mul(x, net.Sigmoid(x));
    }

    /// <summary>C2f: half of the channels goes round the bottleneck, and every stage is kept.</summary>
    private static Value SplitBlock(Layers net, Value x, long channels)
    {
        x = ConvSilu(net, x, channels, kernel: 1);
        Attribute[] axis = net.Graph.Opset >= 18 ? [Attribute.Of("axis", 1), Attribute.Of("num_outputs", 2)] : [Attribute.Of("axis", 1)];
        var halves = net.Graph.Node("Split", [x], 2, axis);
        var (left, right) = (halves.Outputs[0]!, halves.Outputs[1]!);
        var inner = net.Add(right, ConvSilu(net, ConvSilu(net, right, channels / 2), channels / 2));
        return ConvSilu(net, net.Concat(left, right, inner), channels, kernel: 1);
    }

    /// <summary>SPPF: the same maximum three times over is a maximum over three sizes.</summary>
    private static Value Pooled(Layers net, Value x)
    {
        x = ConvSilu(net, x, 8, kernel: 1);
        var once = net.MaxPool(x, kernel: 5, stride: 1);
        var twice = net.MaxPool(once, kernel: 5, stride: 1);
        return ConvSilu(net, net.Concat(x, once, twice, net.MaxPool(twice, kernel: 5, stride: 1)), 16, kernel: 1);
    }
}

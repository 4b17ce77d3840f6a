using SegEdge.Onnx;

namespace SegEdge.Testing.Architectures;

/// <summary>Two paths: a shallow one keeps detail, a deep one sees context and says which channels matter; an attention joins them.</summary>
/// <remarks>Yu et al., BiSeNet: Bilateral Segmentation Network for Real-time Semantic Segmentation, ECCV 2018, arXiv:1808.00897.</remarks>
internal static class BiSeNet
{
    private const int Classes = 4;

    /// <returns>logits [N, 4, H, W].</returns>
    public static Model Build(Dim batch)
    {
        var net = new Layers("bisenet", opset: 15, batch, seed: 3);
        var detail = net.ConvBnRelu(net.ConvBnRelu(net.Image, 8, stride: 2), 12, stride: 2);  // [N, 12, H/4, W/4]
        var context = Context(net);
        var fused = Fuse(net, detail, net.UpsampleTo(context, like: detail));
        return net.Outputs(("logits", net.Upsample(net.Conv(fused, Classes, kernel: 1), 4)));
    }

    /// <returns>[N, 12, H/8, W/8].</returns>
    private static Value Context(Layers net)
    {
        var quarter = net.ConvBnRelu(net.ConvBnRelu(net.Image, 8, stride: 2), 12, stride: 2);
        var eighth = net.ConvBnRelu(quarter, 16, stride: 2);
        var sixteenth = net.ConvBnRelu(eighth, 16, stride: 2);
        var whole = net.ConvBnRelu(net.GlobalAveragePool(sixteenth), 12, kernel: 1);
        var deep = net.Add(Refine(net, sixteenth), whole);
        return net.Add(Refine(net, eighth), net.Upsample(deep, 2));
    }

    /// <summary>The attention refinement module.</summary>
    private static Value Refine(Layers net, Value x)
    {
        x = net.ConvBnRelu(x, 12);
        var attention = net.Sigmoid(net.BatchNorm(net.Conv(net.GlobalAveragePool(x), 12, kernel: 1, bias: false)));
        return net.Mul(x, attention);
    }

    /// <summary>The feature fusion module.</summary>
    private static Value Fuse(Layers net, Value detail, Value context)
    {
        var x = net.ConvBnRelu(net.Concat(detail, context), 16, kernel: 1);
        var attention = net.Relu(net.Conv(net.GlobalAveragePool(x), 8, kernel: 1));
        attention = net.Sigmoid(net.Conv(attention, 16, kernel: 1));
        return net.Add(x, net.Mul(x, attention));
    }
}

using SegEdge.Onnx;
using Attribute = SegEdge.Onnx.Attribute;

namespace SegEdge.Testing.Architectures;

/// <summary>Inverted residuals with squeeze-and-excite and hard activations, and the light head that the same paper proposes.</summary>
/// <remarks>Howard et al., Searching for MobileNetV3, ICCV 2019, arXiv:1905.02244; the head is its LR-ASPP. One block spells HardSwish as
/// x · Relu6(x + 3) / 6, as exporters do before opset 14.</remarks>
internal static class MobileNet
{
    private const int Classes = 4;

    /// <returns>logits [N, 4, H, W].</returns>
    public static Model Build(Dim batch)
    {
        var net = new Layers("mobilenet", opset: 14, batch, seed: 5);
        var x = HardSwish(net, net.BatchNorm(net.Conv(net.Image, 8, stride: 2, bias: false)));
        var quarter = Bottleneck(net, x, expanded: 16, channels: 12, kernel: 3, stride: 2, net.Relu);
        x = Bottleneck(net, quarter, expanded: 24, channels: 12, kernel: 3, stride: 1, net.Relu);
        x = Bottleneck(net, x, expanded: 32, channels: 16, kernel: 5, stride: 2, v => HardSwish(net, v));
        x = Bottleneck(net, x, expanded: 32, channels: 16, kernel: 5, stride: 1, v => SpelledHardSwish(net, v));
        return net.Outputs(("logits", net.Upsample(Head(net, x, quarter), 4)));
    }

    /// <summary>Widen, filter each channel by itself, weigh the channels, narrow.</summary>
    private static Value Bottleneck(Layers net, Value x, long expanded, long channels, long kernel, long stride,
        Func<Value, Value> activation)
    {
        var wide = activation(net.BatchNorm(net.Conv(x, expanded, kernel: 1, bias: false)));
        wide = activation(net.BatchNorm(net.Depthwise(wide, kernel, stride)));
        var narrow = net.BatchNorm(net.Conv(SqueezeExcite(net, wide), channels, kernel: 1, bias: false));
        return stride == 1 && Layers.Channels(x) == channels ? net.Add(x, narrow) : narrow;
    }

    private static Value SqueezeExcite(Layers net, Value x)
    {
        var c = Layers.Channels(x);
        var excitation = net.Conv(net.Relu(net.Conv(net.GlobalAveragePool(x), c / 4, kernel: 1)), c, kernel: 1);
        return net.Mul(x, net.Graph.Op("HardSigmoid", [excitation], Attribute.Of("alpha", 1 / 6f), Attribute.Of("beta", 0.5f)));
    }

    private static Value HardSwish(Layers net, Value x) => net.Graph.Op("HardSwish", x);

    private static Value SpelledHardSwish(Layers net, Value x)
    {
        var b = net.Graph;
        var relu6 = b.Op("Clip", b.Add(x, b.Scalar(x, 3)), b.Scalar(x, 0), b.Scalar(x, 6));
        return b.Div(b.Mul(x, relu6), b.Scalar(x, 6));
    }

    /// <returns>[N, 4, H/4, W/4].</returns>
    private static Value Head(Layers net, Value eighth, Value quarter)
    {
        var attention = net.Sigmoid(net.Conv(net.GlobalAveragePool(eighth), 16, kernel: 1, bias: false));
        var x = net.Mul(net.ConvBnRelu(eighth, 16, kernel: 1), attention);
        return net.Add(net.Conv(net.Upsample(x, 2), Classes, kernel: 1), net.Conv(quarter, Classes, kernel: 1));
    }
}

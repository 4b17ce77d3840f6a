using SegEdge.Onnx;

namespace SegEdge.Testing.Architectures;

/// <summary>A small residual encoder and atrous spatial pyramid pooling: dilated convolutions side by side, and the mean of the picture.</summary>
/// <remarks>Chen, Papandreou, Schroff, Adam, Rethinking Atrous Convolution for Semantic Image Segmentation, 2017, arXiv:1706.05587.
/// Departs: rates 2 and 3, not 6 to 18: the map has 12 x 16 pixels. The last Resize aligns corners, as the authors' code does.</remarks>
internal static class DeepLab
{
    private const int Classes = 5;

    /// <returns>logits [N, 5, H, W].</returns>
    public static Model Build(Dim batch)
    {
        var net = new Layers("deeplab", opset: 13, batch, seed: 2);
        var x = net.ConvBnRelu(net.Image, 8, stride: 2);
        x = net.MaxPool(x, kernel: 3, stride: 1);
        x = Residual(net, x, 12, stride: 2, dilation: 1);
        x = Residual(net, x, 16, stride: 1, dilation: 2);
        var logits = net.Conv(Pyramid(net, x), Classes, kernel: 1);
        return net.Outputs(("logits", net.Upsample(logits, 4, coordinates: "align_corners")));
    }

    private static Value Residual(Layers net, Value x, long channels, long stride, long dilation)
    {
        var inner = net.ConvBnRelu(x, channels, stride: stride, dilation: dilation);
        inner = net.BatchNorm(net.Conv(inner, channels, dilation: dilation, bias: false));
        var straight = net.BatchNorm(net.Conv(x, channels, kernel: 1, stride: stride, bias: false));
        return net.Relu(net.Add(inner, straight));
    }

    private static Value Pyramid(Layers net, Value x)
    {
        var whole = net.UpsampleTo(net.ConvBnRelu(net.GlobalAveragePool(x), 8, kernel: 1), like: x);
        var rates = net.Concat(net.ConvBnRelu(x, 8, kernel: 1), net.ConvBnRelu(x, 8, dilation: 2), net.ConvBnRelu(x, 8, dilation: 3), whole);
        return net.ConvBnRelu(rates, 12, kernel: 1);
    }
}

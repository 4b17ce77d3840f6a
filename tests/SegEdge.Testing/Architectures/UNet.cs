using SegEdge.Onnx;

namespace SegEdge.Testing.Architectures;

/// <summary>A U-Net of three levels: each way up meets the map of the same size from the way down.</summary>
/// <remarks>Ronneberger, Fischer, Brox, U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015, arXiv:1505.04597.
/// Departs: batch normalisation and padded convolutions, as everybody builds it today.</remarks>
internal static class UNet
{
    private const int Classes = 4;

    /// <returns>logits [N, 4, H, W].</returns>
    public static Model Build(Dim batch)
    {
        var net = new Layers("unet", opset: 13, batch, seed: 1);
        var fine = Twice(net, net.Image, 8);
        var middle = Twice(net, net.MaxPool(fine), 12);
        var coarse = Twice(net, net.MaxPool(middle), 16);
        var up = Twice(net, net.Concat(net.UpConv(coarse, 12), middle), 12);
        up = Twice(net, net.Concat(net.UpConv(up, 8), fine), 8);
        return net.Outputs(("logits", net.Conv(up, Classes, kernel: 1)));
    }

    private static Value Twice(Layers net, Value x, long channels) => net.ConvBnRelu(net.ConvBnRelu(x, channels), channels);
}

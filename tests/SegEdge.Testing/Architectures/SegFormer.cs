using SegEdge.Onnx;
using Attribute = SegEdge.Onnx.Attribute;

namespace SegEdge.Testing.Architectures;

/// <summary>A hierarchical transformer with overlapping patches, attention over a reduced map, and a head of plain matrices.
/// The first stage speaks in ONNX's own LayerNormalization and Gelu, the second spells both out as older exporters do.</summary>
/// <remarks>Xie et al., SegFormer: Simple and Efficient Design for Semantic Segmentation with Transformers, NeurIPS 2021, arXiv:2105.15203.
/// Gelu: Hendrycks, Gimpel, arXiv:1606.08415. Layer normalisation: Ba, Kiros, Hinton, arXiv:1607.06450.</remarks>
internal static class SegFormer
{
    private const int Classes = 4;

    private const double Epsilon = 1e-5;

    /// <returns>logits [N, 4, H, W].</returns>
    public static Model Build(Dim batch)
    {
        var net = new Layers("segformer", opset: 20, batch, seed: 4);
        var quarter = Stage(net, net.Conv(net.Image, 16, kernel: 7, stride: 4), heads: 1, reduction: 4, spelled: false);
        var eighth = Stage(net, net.Conv(quarter, 24, kernel: 3, stride: 2), heads: 2, reduction: 2, spelled: true);
        var mixed = net.Concat(Project(net, quarter), net.Upsample(Project(net, eighth), 2));
        var logits = net.Conv(net.ConvBnRelu(mixed, 16, kernel: 1), Classes, kernel: 1);
        return net.Outputs(("logits", net.Upsample(logits, 4)));
    }

    /// <param name="patches">[N, C, h, w].</param>
    /// <returns>The same shape.</returns>
    private static Value Stage(Layers net, Value patches, long heads, long reduction, bool spelled)
    {
        var (height, width) = (patches.Shape![2].Size!.Value, patches.Shape[3].Size!.Value);
        var x = Norm(net, net.ToTokens(patches), spelled);
        x = net.Add(x, Attention(net, Norm(net, x, spelled), height, width, heads, reduction, spelled));
        x = net.Add(x, MixFeedForward(net, Norm(net, x, spelled), height, width, spelled));
        return net.ToMap(Norm(net, x, spelled), height, width);
    }

    private static Value Attention(Layers net, Value tokens, long height, long width, long heads, long reduction, bool spelled)
    {
        var b = net.Graph;
        var channels = tokens.Shape![-1].Size!.Value;
        var reduced = net.ToTokens(net.Conv(net.ToMap(tokens, height, width), channels, kernel: reduction, stride: reduction, padding: 0));
        reduced = Norm(net, reduced, spelled);
        var query = Heads(net.Linear(tokens, channels));                              // [N, heads, L, d]
        var key = Heads(net.Linear(reduced, channels));                               // [N, heads, l, d]
        var value = Heads(net.Linear(reduced, channels));
        var logits = b.MatMul(query, b.Transpose(key, 0, 1, 3, 2));                   // [N, heads, L, l]
        var weights = b.Op("Softmax", [b.Div(logits, b.Scalar(logits, Math.Sqrt((double)channels / heads)))], Attribute.Of("axis", -1));
        var joined = b.Reshape(b.Transpose(b.MatMul(weights, value), 0, 2, 1, 3), 0, -1, channels);
        return net.Linear(joined, channels);

        Value Heads(Value x) => b.Transpose(b.Reshape(x, 0, -1, heads, channels / heads), 0, 2, 1, 3);
    }

    /// <summary>Two matrices with a depthwise convolution between them, which is what tells the network where it is.</summary>
    private static Value MixFeedForward(Layers net, Value tokens, long height, long width, bool spelled)
    {
        var channels = tokens.Shape![-1].Size!.Value;
        var map = net.Depthwise(net.ToMap(net.Linear(tokens, 2 * channels), height, width));
        return net.Linear(Gelu(net.Graph, net.ToTokens(map), spelled), channels);
    }

    private static Value Project(Layers net, Value map) =>
        net.ToMap(net.Linear(net.ToTokens(map), 16), map.Shape![2].Size!.Value, map.Shape[3].Size!.Value);

    private static Value Norm(Layers net, Value x, bool spelled)
    {
        var b = net.Graph;
        var channels = x.Shape![-1].Size!.Value;
        var (scale, bias) = (net.Uniform(channels, 0.7, 1.3), net.Random([channels], 0.1));
        if (!spelled) return b.Op("LayerNormalization", [x, scale, bias], Attribute.Of("axis", -1), Attribute.Of("epsilon", (float)Epsilon));
        var centred = b.Sub(x, b.Reduce("ReduceMean", x, [-1]));
        var variance = b.Reduce("ReduceMean", b.Op("Pow", centred, b.Scalar(x, 2)), [-1]);
        var normal = b.Div(centred, b.Op("Sqrt", b.Add(variance, b.Scalar(x, Epsilon))));
        return b.Add(b.Mul(normal, scale), bias);
    }

    private static Value Gelu(GraphBuilder b, Value x, bool spelled)
    {
        if (!spelled) return b.Op("Gelu", x);
        var erf = b.Op("Erf", b.Div(x, b.Scalar(x, Math.Sqrt(2))));
        return b.Mul(b.Mul(x, b.Add(erf, b.Scalar(x, 1))), b.Scalar(x, 0.5));
    }
}

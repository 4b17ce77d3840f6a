using SegEdge.Onnx;
using Attribute = SegEdge.Onnx.Attribute;

namespace SegEdge.Testing.Architectures;

/// <summary>The end of a segmenter of Ultralytics' kind as its exporter writes it, behind <see cref="Yolo"/>'s backbone: at two scales boxes as distributions of distances to an anchor, class
/// scores and mask coefficients, and prototypes of a quarter of the resolution. Random weights.</summary>
/// <remarks>Distances: Li et al., Generalized Focal Loss, arXiv:2006.04388, section 3; heads without sharing and anchors without boxes: Ultralytics' YOLOv8.</remarks>
public static class YoloSeg
{
    public const int Classes = 3, Coefficients = 6;

    // Of each side's distribution.
    private const int Bins = 4;

    private static readonly long[] Strides = [8, 16];

    /// <returns>output0 [N, 13, 60] and output1 [N, 6, 12, 16].</returns>
    public static Model Build(bool openBatch = false)
    {
        var net = new Layers("yoloseg", opset: 17, openBatch ? Dim.Named(Architecture.BatchName) : 1, seed: 9) { Gain = 2.3 };
        var b = net.Graph;
        var (eighth, sixteenth) = Yolo.Pyramid(net);
        Value[] maps = [eighth, sixteenth];
        var prototypes = Yolo.ConvSilu(net, Yolo.ConvSilu(net, net.UpConv(Yolo.ConvSilu(net, eighth, 8), 8), 8), Coefficients, kernel: 1);
        var boxes = b.Concat(2, [.. maps.Select(m => Flat(net, net.Conv(Yolo.ConvSilu(net, m, 16), 4 * Bins, kernel: 1)))]);
        var scores = b.Concat(2, [.. maps.Select(m => Flat(net, net.Conv(Yolo.ConvSilu(net, m, 12), Classes, kernel: 1)))]);
        var coefficients = b.Concat(2, [.. maps.Select(m => Flat(net, net.Conv(Yolo.ConvSilu(net, m, 12), Coefficients, kernel: 1)))]);
        return net.Outputs(("output0", b.Concat(1, Boxes(net, Distances(net, boxes)), net.Sigmoid(scores), coefficients)), ("output1", prototypes));
    }

    private static Value Flat(Layers net, Value map) => net.Graph.Reshape(map, 0, Layers.Channels(map), -1);

    // [N, 4 * bins, A] to the expected distance of each side, [N, 4, A], in cells.
    private static Value Distances(Layers net, Value logits)
    {
        var b = net.Graph;
        var shares = b.Op("Softmax", [b.Transpose(b.Reshape(logits, 0, 4, Bins, -1), 0, 2, 1, 3)], Attribute.Of("axis", 1));
        var bins = b.Const(Tensor.Of<float>([.. Enumerable.Range(0, Bins).Select(i => (float)i)], 1, Bins, 1, 1));
        return b.Reshape(b.Op("Conv", shares, bins), 0, 4, -1);
    }

    // Left, top, right, bottom of the anchors become centre, width and height in pixels.
    private static Value Boxes(Layers net, Value distances)
    {
        var b = net.Graph;
        var anchors = Strides.SelectMany(s => Enumerable.Range(0, (int)(Architecture.Height / s)).SelectMany(y => Enumerable.Range(0, (int)(Architecture.Width / s)).Select(x => (X: x + 0.5f, Y: y + 0.5f, Stride: (float)s)))).ToArray();
        var centres = b.Const(Tensor.Of<float>([.. anchors.Select(a => a.X), .. anchors.Select(a => a.Y)], 1, 2, anchors.Length));
        var halves = b.Node("Split", [distances], 2, Attribute.Of("axis", 1));
        Value from = b.Sub(centres, halves.Outputs[0]!), to = b.Add(centres, halves.Outputs[1]!);
        var corners = b.Concat(1, b.Div(b.Add(from, to), b.Scalar(from, 2)), b.Sub(to, from));
        return b.Mul(corners, b.Const(Tensor.Of<float>([.. anchors.Select(a => a.Stride)], 1, anchors.Length)));
    }
}

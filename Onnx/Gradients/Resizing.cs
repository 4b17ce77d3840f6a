namespace SegEdge.Onnx.Gradients;

/// <summary>Resize. Every mode but antialiasing is, along each axis, a product with a constant matrix: y = A x B^T, so dx = A^T dy B.</summary>
internal static class Resizing
{
    /// <summary>dx = A^T dy B, axis by axis, the outermost first: what it leaves is smaller for the next.</summary>
    /// <remarks>Each axis takes the cheapest of the forms of <see cref="ResizedAxis"/>. Axes of whole factors in mode nearest go into one
    /// AveragePool together.</remarks>
    public static Value?[] Resize(GradientBuilder b, Node n, Value dy)
    {
        var axes = ResizedAxis.Of(n);
        var boxes = axes.Where(a => a.Axis >= 2 && a.Stencil is { IsBox: true }).ToList();
        if (boxes.Count > 0) dy = SumOverBoxes(b, n, boxes, dy);
        foreach (var axis in axes.Except(boxes)) dy = axis.Transposed(b, dy, Channels(n));
        return [dy];
    }

    // Measured for factor 2 (ONNX Runtime 1.31.1, one thread, 64 channels, 180x320 from 360x640, in ms): AveragePool 9.5, depthwise Conv of
    // ones 8.8, two ReduceSum 13, one over [.., 2, .., 2] 25; 6 channels, 192x320: 0.43, 0.81, 0.77, 1.1.
    private static Value SumOverBoxes(GraphBuilder b, Node n, List<ResizedAxis> boxes, Value dy)
    {
        var rank = n.Input(0).Shape!.Rank;
        var factors = Enumerable.Range(2, rank - 2).Select(axis => boxes.Find(box => box.Axis == axis)?.Stencil!.Factor ?? 1).ToArray();
        var mean = b.Op("AveragePool", [dy], Attribute.Of("kernel_shape", factors), Attribute.Of("strides", factors));
        return b.Mul(mean, b.Scalar(n.Input(0), boxes.Aggregate(1.0, (a, box) => a * box.Stencil!.Factor * box.Stencil.Kernel[0])));
    }

    private static long? Channels(Node n) => n.Input(0).Shape is { Rank: >= 3 } shape ? shape[1].Size : null;
}

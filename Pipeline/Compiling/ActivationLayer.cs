using SegEdge.Onnx;

namespace SegEdge.Pipeline.Compiling;

/// <summary>The layer that a class-activation map looks at if nobody names one: of the float values [N, C, H, W] that depend on the picture, those with
/// the fewest places (height times width, at least 4 a side), of these the one with the most channels; of equals the last. In an encoder and decoder
/// that is the encoder's end.</summary>
/// <remarks>Grad-CAM asks for "the last convolutional layer" (arXiv:1610.02391), which in a segmentation network lies behind the decoder and copies
/// the mask; Seg-Grad-CAM (arXiv:2002.11434) found the bottleneck to be the layer that tells more.
/// Which of four axes are which, only operators tell: those on planes have the channels second, whatever layout the picture has; between two
/// Transposes, or as heads of an attention, four axes are something else.</remarks>
internal static class ActivationLayer
{
    private const int LeastSide = 4;

    private static readonly HashSet<string> OnPlanes =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool", "BatchNormalization", "InstanceNormalization",
        "DepthToSpace", "SpaceToDepth",
    ];

    private static readonly HashSet<string> Turning = ["Transpose", "Reshape", "MatMul", "Gemm", "Einsum"];

    /// <exception cref="OnnxException">There is none.</exception>
    public static string Choose(Onnx.Model model)
    {
        Shapes.Infer(model);
        var (best, bestPlaces, bestChannels) = ((Value?)null, long.MaxValue, 0L);
        foreach (var value in Planes(model.Graph))
        {
            if (value.Type != ElementType.Float || value.Producer is null) continue;
            if (value.Shape![2].Size is not (>= LeastSide and var height) || value.Shape[3].Size is not (>= LeastSide and var width) || value.Shape[1].Size is not { } channels) continue;
            var places = height * width;
            if (places > bestPlaces || (places == bestPlaces && channels < bestChannels)) continue;
            (best, bestPlaces, bestChannels) = (value, places, channels);
        }
        return best?.Name ?? throw new OnnxException(
            $"Graph '{model.Graph.Name}' has no float value [N, C, H, W] of known sizes, {LeastSide} x {LeastSide} or more, between the picture and the scores; name a layer.");
    }

    // In the graph's order.
    private static IEnumerable<Value> Planes(Graph graph)
    {
        var uses = new Uses(graph);
        HashSet<Value> ofPicture = [.. graph.FreeInputs], planes = [];
        foreach (var node in graph.Nodes)
        {
            if (!node.Inputs.OfType<Value>().Any(ofPicture.Contains)) continue;
            var keeps = IsOnPlanes(node) || (!Turning.Contains(node.OpType) && node.Inputs.OfType<Value>().Any(planes.Contains));
            foreach (var value in node.Outputs.OfType<Value>())
            {
                ofPicture.Add(value);
                if (value.Shape is not { Rank: 4 } || !(keeps || uses.Of(value).Any(n => IsOnPlanes(n) && n.Inputs[0] == value))) continue;
                planes.Add(value);
                yield return value;
            }
        }
    }

    private static bool IsOnPlanes(Node node) => OnPlanes.Contains(node.OpType);
}

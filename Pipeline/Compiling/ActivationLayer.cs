using SegEdge.Onnx;

namespace SegEdge.Pipeline.Compiling;

/// <summary>The layer that a class-activation map looks at if nobody names one: of the float values of four axes with the fewest places (height
/// times width, at least 4 a side), the one with the most channels; of equals the last. In an encoder and decoder that is the encoder's end.</summary>
/// <remarks>Grad-CAM asks for "the last convolutional layer" (arXiv:1610.02391), which in a segmentation network lies behind the decoder and copies
/// the mask; Seg-Grad-CAM (arXiv:2002.11434) found the bottleneck to be the layer that tells more.</remarks>
internal static class ActivationLayer
{
    private const int LeastSide = 4;

    /// <exception cref="OnnxException">There is none.</exception>
    public static string Choose(Onnx.Model model, bool channelsLast = false)
    {
        Shapes.Infer(model);
        var (best, bestPlaces, bestChannels) = ((Value?)null, long.MaxValue, 0L);
        foreach (var value in model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>())
        {
            if (value.Type != ElementType.Float || value.Shape is not { Rank: 4 } shape) continue;
            var (rows, columns, depth) = channelsLast ? (1, 2, 3) : (2, 3, 1);
            if (shape[rows].Size is not (>= LeastSide and var height) || shape[columns].Size is not (>= LeastSide and var width) || shape[depth].Size is not { } channels) continue;
            var places = height * width;
            if (places > bestPlaces || (places == bestPlaces && channels < bestChannels)) continue;
            (best, bestPlaces, bestChannels) = (value, places, channels);
        }
        return best?.Name ?? throw new OnnxException($"Graph '{model.Graph.Name}' has no float value of four axes with known sizes; name a layer.");
    }
}

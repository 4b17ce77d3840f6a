using SegEdge.Onnx;
using SegEdge.Onnx.Transforms;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Compiling;

/// <summary>A manifest in the words of graph transforms.</summary>
internal static class Heads
{
    /// <summary>The head as transforms read it. The scores of a multi-label head first become, in the model, those of a head whose highest wins.</summary>
    /// <exception cref="ModelException">The output's channels are where the head cannot have them.</exception>
    /// <exception cref="OnnxException">The head's scores are made outside of the graph.</exception>
    public static ScoreHead Of(Onnx.Model model, ModelManifest manifest, int index)
    {
        var head = AsItIs(model, manifest, index);
        if (manifest.Heads[index].KindIn(manifest.Task) != HeadKind.MultiLabel) return head;
        new PrependBackground(head).Apply(model);
        return head with { ChannelsLast = false, Probabilities = false };
    }

    private static ScoreHead AsItIs(Onnx.Model model, ModelManifest manifest, int index)
    {
        var head = manifest.Heads[index];
        var kind = head.KindIn(manifest.Task);
        if (kind == HeadKind.ProtoInstances)
            throw new OnnxException($"head '{head.Name}' finds instances: which of its boxes is an object is decided outside of the graph, so its scores have no gradient. " +
                "Ask with a method that only runs the model: occlusion, rise, kernelshap or lime.");
        var output = model.Graph.Find(head.Output);
        int[] shape = output.Shape is { } known ? [.. known.Select(d => (int)(d.Size ?? -1))] : [];
        var axis = shape.Length == 4 ? ManifestCheck.ClassAxis(shape, ManifestCheck.Channels(kind, head.Classes.Count), manifest.Input.Layout) : 1;
        return new ScoreHead(head.Name, head.Output, kind switch { HeadKind.Logits or HeadKind.MultiLabel => ScoreKind.PerClass, HeadKind.Binary => ScoreKind.Binary, _ => ScoreKind.Indices })
        {
            ChannelsLast = axis == 3,
            Probabilities = head.Scores == ScoreUnit.Probabilities,
            Threshold = head.Threshold,
            Classes = head.Classes.Count,
        };
    }

    public static PixelInput Pixels(ModelInput input) => new(input.Name)
    {
        ChannelsLast = input.Layout == TensorLayout.Nhwc,
        Rgb = input.Color == ColorOrder.Rgb,
        Mean = input.Mean,
        Std = input.Std,
        Scale = input.Scale,
        Size = (input.Height, input.Width),
    };
}

using System.Collections.ObjectModel;
using Microsoft.ML.OnnxRuntime;

namespace SegEdge.Pipeline.Models;

/// <summary>Inputs and outputs of a model file, as ONNX Runtime reads them.</summary>
public sealed record ModelSignature(IReadOnlyList<TensorSignature> Inputs, IReadOnlyList<TensorSignature> Outputs)
{
    /// <summary>What the exporter wrote down, by its own keys.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public static ModelSignature Of(InferenceSession session) => new(
        [.. session.InputMetadata.Select(i => TensorSignature.Of(i.Key, i.Value))],
        [.. session.OutputMetadata.Select(o => TensorSignature.Of(o.Key, o.Value))]);

    /// <summary>The same of a model that no session was opened for. Shapes must be inferred.</summary>
    public static ModelSignature Of(Onnx.Model model) => new(
        [.. model.Graph.FreeInputs.Select(TensorSignature.Of)], [.. model.Graph.Outputs.Select(TensorSignature.Of)]);

    /// <exception cref="ModelException">The file is missing or ONNX Runtime cannot load it.</exception>
    public static ModelSignature Read(string modelPath)
    {
        using var session = ExecutionProviders.Open(modelPath, new RuntimeOptions());
        return Of(session) with { Metadata = session.ModelMetadata.CustomMetadataMap };
    }
}

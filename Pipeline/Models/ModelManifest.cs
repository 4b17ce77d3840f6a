using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models;

/// <summary>What a model file cannot say of itself: how a picture becomes its input and what its outputs mean. Lies as
/// <c>model.json</c> beside the <c>.onnx</c>; keys are strict, see <see cref="ManifestReader"/>.</summary>
public sealed record ModelManifest
{
    /// <summary>Short name by which commands find the model, e.g. "twinlitenet".</summary>
    public required string Name { get; init; }

    public string Version { get; init; } = "1";

    public required ModelTask Task { get; init; }

    /// <summary>File name of the model, beside the manifest.</summary>
    public required string File { get; init; }

    /// <summary>Of the model file, 64 hexadecimal digits; a file with another hash is refused. Absent only in a proposal of <c>probe</c>.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Where the weights come from: project, paper.</summary>
    public string? Origin { get; init; }

    /// <summary>Of the weights and, where it differs, of the data they were trained on.</summary>
    public string? Licence { get; init; }

    /// <summary>Where <c>models pull</c> may fetch the file from when no <c>--from</c> is given.</summary>
    public Uri? Url { get; init; }

    public required ModelInput Input { get; init; }

    /// <summary>One head for every task but <see cref="ModelTask.MultiHead"/>, which has two or more.</summary>
    public required IReadOnlyList<ModelHead> Heads { get; init; }

    /// <summary>The sizes that a file with open height and width may run at; null where there is one.</summary>
    public ModelShapes? Shapes { get; init; }

    /// <summary>How a picture larger than the input is cut; null where it is made as small as the input.</summary>
    public ModelTiling? Tiling { get; init; }

    /// <summary>What an accelerator may make of it; null is FP32.</summary>
    public ModelEp? Ep { get; init; }

    /// <summary>Frames with known masks; null where none were made.</summary>
    public ModelGolden? Golden { get; init; }
}

/// <summary>How many heads there are and, unless a head says otherwise, what they hold.</summary>
public enum ModelTask
{
    /// <summary>One score per class and pixel; the largest wins.</summary>
    [JsonStringEnumMemberName("logits")] Logits,

    /// <summary>The model has taken the maximum itself: class indices come out.</summary>
    [JsonStringEnumMemberName("argmax")] Argmax,

    /// <summary>One channel: class 1 where its probability is over the threshold.</summary>
    [JsonStringEnumMemberName("binary")] Binary,

    /// <summary>Several outputs, each of one of the kinds above.</summary>
    [JsonStringEnumMemberName("multi-head")] MultiHead,

    /// <summary>A sigmoid a class: several may hold at one pixel, or none.</summary>
    [JsonStringEnumMemberName("multi-label")] MultiLabel,

    /// <summary>Objects with masks of their own, as YOLO's segmentation models give them.</summary>
    [JsonStringEnumMemberName("proto-instances")] ProtoInstances,
}

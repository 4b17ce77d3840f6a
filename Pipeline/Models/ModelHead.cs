using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models;

/// <summary>One output that becomes one class map.</summary>
public sealed record ModelHead
{
    private readonly ScoreUnit? _scores;

    /// <summary>Short name: folder of its masks, name in messages.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the model's output.</summary>
    public required string Output { get; init; }

    /// <summary>What this output holds; needed in a multi-head model, elsewhere the task says it.</summary>
    public HeadKind? Kind { get; init; }

    /// <summary>Whether scores are unbounded or already probabilities; where nothing is said logits, and of detections probabilities, as their exporters give them.</summary>
    public ScoreUnit Scores
    {
        get => _scores ?? (Instances is null ? ScoreUnit.Logits : ScoreUnit.Probabilities);
        init => _scores = value;
    }

    /// <summary>For a binary head: class 1 where its probability is above this, 0..1. For a multi-label head the same of every class.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>Of a proto-instances head, and needed there.</summary>
    public ModelInstances? Instances { get; init; }

    /// <summary>Position is the class index; a binary head names class 0 and class 1. Of a proto-instances and of a multi-label head class 0 is the
    /// background, for which the model has no score: its class k is number k + 1 here. At most 255.</summary>
    public required IReadOnlyList<ModelClass> Classes { get; init; }

    /// <summary>Whether class 0 is what is not looked for: of two classes, and where the model has no score for it. Overlays leave it clear.</summary>
    public bool FirstIsBackgroundIn(ModelTask task) => Classes.Count == 2 || KindIn(task) is HeadKind.ProtoInstances or HeadKind.MultiLabel;

    /// <summary>All that the head reads.</summary>
    internal IReadOnlyList<string> OutputNames => Instances is { } instances ? [Output, instances.Prototypes] : [Output];

    public HeadKind KindIn(ModelTask task) => Kind ?? task switch
    {
        ModelTask.Argmax => HeadKind.Argmax,
        ModelTask.Binary => HeadKind.Binary,
        ModelTask.ProtoInstances => HeadKind.ProtoInstances,
        ModelTask.MultiLabel => HeadKind.MultiLabel,
        _ => HeadKind.Logits,
    };
}

/// <summary>One class of a head.</summary>
/// <param name="Name">As operators read it.</param>
/// <param name="Color">"#rrggbb"; different from every other of the head, since a mask's colours stand for its classes.</param>
/// <param name="Private">Its pixels are filled before a picture leaves: people, number plates.</param>
public sealed record ModelClass(
    string Name, string Color, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Private = false);

/// <summary>What an output holds.</summary>
public enum HeadKind
{
    [JsonStringEnumMemberName("logits")] Logits,
    [JsonStringEnumMemberName("argmax")] Argmax,
    [JsonStringEnumMemberName("binary")] Binary,

    /// <summary>A sigmoid a class: several may hold at one pixel, or none.</summary>
    [JsonStringEnumMemberName("multi-label")] MultiLabel,

    /// <summary>Boxes with class scores and mask coefficients, and in a second output the prototypes that those mix.</summary>
    [JsonStringEnumMemberName("proto-instances")] ProtoInstances,
}

/// <summary>The unit of an output's scores.</summary>
public enum ScoreUnit
{
    [JsonStringEnumMemberName("logits")] Logits,
    [JsonStringEnumMemberName("probabilities")] Probabilities,
}

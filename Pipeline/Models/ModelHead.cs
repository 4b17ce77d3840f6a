using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models;

/// <summary>One output that becomes one class map.</summary>
public sealed record ModelHead
{
    /// <summary>Short name: folder of its masks, name in messages.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the model's output.</summary>
    public required string Output { get; init; }

    /// <summary>What this output holds; needed in a multi-head model, elsewhere the task says it.</summary>
    public HeadKind? Kind { get; init; }

    /// <summary>Whether scores are unbounded or already probabilities.</summary>
    public ScoreUnit Scores { get; init; } = ScoreUnit.Logits;

    /// <summary>For a binary head: class 1 where its probability is above this, 0..1.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>Position is the class index; a binary head names class 0 and class 1. At most 255.</summary>
    public required IReadOnlyList<ModelClass> Classes { get; init; }

    public HeadKind KindIn(ModelTask task) => Kind ?? task switch
    {
        ModelTask.Argmax => HeadKind.Argmax,
        ModelTask.Binary => HeadKind.Binary,
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
}

/// <summary>The unit of an output's scores.</summary>
public enum ScoreUnit
{
    [JsonStringEnumMemberName("logits")] Logits,
    [JsonStringEnumMemberName("probabilities")] Probabilities,
}

using SegEdge.Explain;
using SegEdge.Pipeline.Flags;

namespace SegEdge.Pipeline;

/// <summary>What became of the question that a flagged frame raised.</summary>
/// <param name="Flag">The flag whose question was asked; the first, most severe one that has a question.</param>
/// <param name="Explanation">Null if none was computed; <paramref name="SkippedBecause"/> then says why.</param>
/// <param name="Letterbox">Where the picture lay in the model's input, to place the map.</param>
public sealed record ExplainedFrame(long Number, Flag Flag, Letterbox Letterbox, ExplanationResult? Explanation, string? SkippedBecause)
{
    /// <summary>Whose frame it is: numbers are of one camera.</summary>
    public string Camera { get; init; } = "";
}

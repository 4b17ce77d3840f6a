namespace SegEdge.Pipeline;

/// <summary>One frame's problem: counted, reported, and the loop goes on.</summary>
/// <param name="Number">The frame's number, or that of the last good one, -1 before the first, for a picture that could not be read.</param>
public sealed record StageError(Stage Stage, long Number, string Message)
{
    /// <summary>Whose picture or frame it was.</summary>
    public string Camera { get; init; } = "";
}

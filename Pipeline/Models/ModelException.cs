namespace SegEdge.Pipeline.Models;

/// <summary>A model or its manifest cannot be used. <see cref="Problems"/> holds every reason found, each with what, where, found,
/// expected, next step.</summary>
public sealed class ModelException : Exception
{
    public ModelException(IReadOnlyList<string> problems, Exception? inner = null) : base(string.Join(Environment.NewLine, problems), inner) =>
        Problems = problems;

    public ModelException(string problem, Exception? inner = null) : this([problem], inner) { }

    public IReadOnlyList<string> Problems { get; }
}

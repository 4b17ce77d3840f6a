namespace SegEdge.EdgeHost;

/// <summary>What was asked for cannot be done as asked: wrong input, not a fault of the program. Exit code 2.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(IReadOnlyList<string> problems) : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    public UsageException(string problem) : this([problem]) { }

    public IReadOnlyList<string> Problems { get; }
}

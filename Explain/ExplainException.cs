namespace SegEdge.Explain;

/// <summary>A question that cannot be asked of this model or this frame, or scores that are no numbers.
/// The message says what, where, what was found, what is expected and what to do next.</summary>
public sealed class ExplainException : Exception
{
    public ExplainException(string message) : base(message)
    {
    }

    public ExplainException(string message, Exception inner) : base(message, inner)
    {
    }

    public ExplainException()
    {
    }
}

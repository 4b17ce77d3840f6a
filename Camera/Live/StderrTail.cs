namespace SegEdge.Camera.Live;

/// <summary>The last lines that a child wrote to stderr, without passwords. Any thread.</summary>
internal sealed class StderrTail(Secrets secrets)
{
    /// <summary>Enough for what a program says when it gives up; of a chatty one the last words count.</summary>
    public const int Most = 100;

    // A line is for a person; a child that writes no line ends must not fill the log either.
    private const int LongestLine = 500;

    private readonly Queue<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public void Add(string line)
    {
        line = secrets.Hide(line.Length > LongestLine ? line[..LongestLine] : line).TrimEnd();
        if (line.Length == 0) return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Most) _lines.Dequeue();
        }
    }
}

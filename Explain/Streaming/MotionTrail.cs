using OpenCvSharp;

namespace SegEdge.Explain;

/// <summary>The way from the frame that was last followed to a later one, however many lie between: every frame leaves a small grey picture, and the motions from each to the next are put together.
/// A lane that comes by once in a hundred frames would take them for a cut. One thread notes, another follows.</summary>
public sealed class MotionTrail : IDisposable
{
    // 2 MB, and half a second of optical flow on a slow core. A longer trail loses every second picture.
    private const int Longest = 128;

    private readonly Lock _lock = new();
    private readonly Queue<(long Frame, Mat Grey)> _trail = [];
    private readonly Stack<Mat> _free = [];
    private readonly Mat _scratch = new();
    private readonly MotionEstimator _motions = new();
    private long? _at; // the frame that was followed last

    /// <summary>Pictures that nobody has followed yet.</summary>
    public int Length
    {
        get
        {
            lock (_lock) return _trail.Count;
        }
    }

    /// <summary>Once a frame, from one thread.</summary>
    /// <param name="picture">uint8 BGR; the part that the grids lie over. Not kept.</param>
    /// <param name="frame">Ascending number.</param>
    public void Note(Mat picture, long frame)
    {
        Mat? grey;
        lock (_lock)
        {
            if (_trail.Count == Longest) Thin();
            if (!_free.TryPop(out grey)) grey = new Mat();
        }
        MotionEstimator.Shrink(picture, _scratch, grey);
        lock (_lock) _trail.Enqueue((frame, grey));
    }

    /// <summary>From the frame that was followed last to this one.</summary>
    /// <returns>Null for the first, where the size changed on the way, and for a frame that was not noted.</returns>
    public CellMotion? Follow(long frame, CellCount cells)
    {
        var whole = _at is null ? null : CellMotion.None(cells);
        Walk(frame, grey => whole = _motions.FollowSmall(grey, cells) is { } step && whole is not null ? step.After(whole) : null);
        return _at == frame ? whole : null;
    }

    /// <summary>As if this frame had been followed, where nobody wants to know the way to it.</summary>
    public void GoTo(long frame) => Walk(frame, _motions.StartAt);

    public void Dispose()
    {
        foreach (var grey in _trail.Select(t => t.Grey).Concat(_free)) grey.Dispose();
        _motions.Dispose();
        _scratch.Dispose();
    }

    private void Walk(long frame, Action<Mat> visit)
    {
        while (Next(frame) is { } next)
        {
            visit(next.Grey);
            _at = next.Frame;
            lock (_lock) _free.Push(next.Grey);
        }
    }

    private (long Frame, Mat Grey)? Next(long frame)
    {
        lock (_lock) return _trail.TryPeek(out var next) && next.Frame <= frame ? _trail.Dequeue() : null;
    }

    private void Thin()
    {
        for (int i = 0, count = _trail.Count; i < count; i++)
        {
            var picture = _trail.Dequeue();
            if (i % 2 == 1) _trail.Enqueue(picture);
            else _free.Push(picture.Grey);
        }
    }
}

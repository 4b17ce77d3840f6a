namespace SegEdge.Telemetry;

/// <summary>Who waits for the broker on one link, in the order of asking. A broker answers in that order (MQTT 5.0, section 4.6), so only the first in line
/// can be late: a window of blobs behind it may take minutes on a slow link, and nothing is wrong.</summary>
internal sealed class AnswerLine : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Question> _waiting = [];
    private readonly TimeProvider _time;
    private readonly Action<string> _late;
    private readonly ITimer _alarm;
    private long _firstSince;

    /// <param name="late">Called once the first has waited for its patience; gets what is missing. Must be quick.</param>
    public AnswerLine(TimeProvider time, Action<string> late)
    {
        (_time, _late) = (time, late);
        _alarm = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="patience">Counts from the moment this question is the first in line.</param>
    /// <param name="silence">What to say if no answer comes.</param>
    /// <returns>To be given to <see cref="Leave"/>, answered or not.</returns>
    public LinkedListNode<Question> Join(TimeSpan patience, string silence)
    {
        lock (_gate)
        {
            var place = _waiting.AddLast(new Question(patience, silence));
            if (place.Previous is null) StartClock();
            return place;
        }
    }

    public void Leave(LinkedListNode<Question> place)
    {
        lock (_gate)
        {
            var first = place.Previous is null;
            _waiting.Remove(place);
            if (first) StartClock();
        }
    }

    public void Dispose() => _alarm.Dispose();

    private void StartClock()
    {
        _firstSince = _time.GetTimestamp();
        _alarm.Change(_waiting.First?.Value.Patience ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        string? missing = null;
        lock (_gate)
        {
            if (_waiting.First?.Value is not { } first) return;
            var left = first.Patience - _time.GetElapsedTime(_firstSince);
            // The timer had fired when the one before was answered.
            if (left > TimeSpan.Zero) _alarm.Change(left, Timeout.InfiniteTimeSpan);
            else missing = $"{first.Silence} within {first.Patience.TotalSeconds:0.#} s";
        }

        if (missing is not null) _late(missing);
    }

    public sealed record Question(TimeSpan Patience, string Silence);
}

namespace SegEdge.Camera.Live;

/// <summary>CONNECTING → STREAMING → STALLED → BACKOFF → CONNECTING: is told what happens, and says how long to wait. It starts and ends
/// nothing itself. One thread tells; any may ask for <see cref="Status"/>.</summary>
/// <remarks>Waits: full jitter, random(0, min(longest, first x 2^n)), n the attempts in a row without a picture. Streams that come and break
/// at once are bounded by the budget: <see cref="ReconnectOptions.Restarts"/> in <see cref="ReconnectOptions.Window"/>, then longest waits
/// until a stream has lasted for a window.</remarks>
internal sealed class ReconnectMachine(ReconnectOptions options, TimeProvider time, Random random)
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _restartedAt = [];
    private LinkState _state = LinkState.Connecting;
    private LinkCounters _counters;
    private string? _lastFault;
    private long? _lastPicture;
    private long _waitingSince = time.GetTimestamp(), _streamingSince;
    private long _attempts;
    private int _failuresInARow;
    private bool _escalated;

    public LinkStatus Status
    {
        get
        {
            lock (_lock) return new LinkStatus(_state, _lastPicture is { } at ? time.GetElapsedTime(at) : null, _escalated, _lastFault, _counters);
        }
    }

    /// <summary>True once nothing came for too long since <see cref="Waiting"/>.</summary>
    public bool IsSilent
    {
        get
        {
            lock (_lock) return time.GetElapsedTime(_waitingSince) >= options.StallAfter;
        }
    }

    /// <summary>The next picture is asked for: a reader that was away is no silent camera.</summary>
    public void Waiting()
    {
        lock (_lock) _waitingSince = time.GetTimestamp();
    }

    /// <summary>An attempt begins.</summary>
    public void Connecting()
    {
        lock (_lock)
        {
            _state = LinkState.Connecting;
            if (_attempts++ == 0) return;
            _counters = _counters with { Restarts = _counters.Restarts + 1 };
            _restartedAt.Enqueue(time.GetTimestamp());
        }
    }

    /// <summary>A whole picture came.</summary>
    /// <returns>True for the first of a stream.</returns>
    public bool Picture()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var first = _state != LinkState.Streaming;
            if (first)
            {
                if (_lastPicture is not null) _counters = _counters with { Reconnects = _counters.Reconnects + 1 };
                (_state, _streamingSince, _failuresInARow) = (LinkState.Streaming, now, 0);
            }
            _lastPicture = now;
            if (_escalated && time.GetElapsedTime(_streamingSince, now) >= options.Window) _escalated = false;
            return first;
        }
    }

    /// <summary>The stream is silent and is being ended.</summary>
    public void Stalled()
    {
        lock (_lock) (_state, _counters) = (LinkState.Stalled, _counters with { Stalls = _counters.Stalls + 1 });
    }

    /// <summary>The attempt or stream is over.</summary>
    /// <param name="escalates">True if this used up the budget.</param>
    /// <returns>How long to wait before the next.</returns>
    public TimeSpan Lost(StreamFault fault, out bool escalates)
    {
        lock (_lock)
        {
            (_state, _lastFault) = (LinkState.Backoff, fault.Message);
            if (fault.Kind == StreamFaultKind.Garbage) _counters = _counters with { Garbage = _counters.Garbage + 1 };
            while (_restartedAt.TryPeek(out var oldest) && time.GetElapsedTime(oldest) > options.Window) _restartedAt.Dequeue();
            escalates = !_escalated && _restartedAt.Count >= options.Restarts;
            if (escalates) (_escalated, _counters) = (true, _counters with { Escalations = _counters.Escalations + 1 });
            if (_escalated) return options.LongestWait;

            // 2^20 s is above every bound; further doubling would only overflow.
            var bound = Math.Min(options.LongestWait.TotalSeconds, options.FirstWait.TotalSeconds * Math.Pow(2, Math.Min(_failuresInARow++, 20)));
            return TimeSpan.FromSeconds(random.NextDouble() * bound);
        }
    }
}

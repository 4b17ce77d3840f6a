namespace SegEdge.Pipeline;

/// <summary>Whether what was last published may still be acted on: true from a result that was young enough until its frame outlives the budget
/// without another one. It falls also when nothing at all comes, so that an output which follows it cannot get stuck.</summary>
public sealed class ResultFreshness : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer? _expiry;
    private long _capturedAt;
    private bool _fresh, _ended;

    /// <param name="budget">How old a frame may be; zero: any age will do.</param>
    public ResultFreshness(TimeSpan budget, TimeProvider time)
    {
        (Budget, _time) = (budget, time);
        if (budget > TimeSpan.Zero) _expiry = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Zero: nothing becomes stale.</summary>
    public TimeSpan Budget { get; }

    /// <summary>False before the first result and after the run.</summary>
    public bool IsFresh
    {
        get { lock (_lock) return _fresh; }
    }

    /// <summary>Told the new value, each change once and in order, from the thread that publishes or from a timer. Nothing else is published
    /// until the handlers return; they are quick, and deal with their own faults.</summary>
    public event Action<bool>? Changed;

    public bool IsStale(TimeSpan age) => Budget > TimeSpan.Zero && age > Budget;

    public void Dispose()
    {
        End();
        _expiry?.Dispose();
    }

    /// <summary>A result that was not stale when its inference began is about to be published.</summary>
    /// <returns>False if its frame has become too old meanwhile.</returns>
    internal bool TryPublish(long capturedAt)
    {
        lock (_lock)
        {
            if (IsStale(_time.GetElapsedTime(capturedAt))) return false;
            if (_ended) return true;
            _capturedAt = Math.Max(_capturedAt, capturedAt);
            Set(true);
            _expiry?.Change(Remaining, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    /// <summary>The run is over: nothing is fresh any more.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _ended = true;
            Set(false);
        }
    }

    private TimeSpan Remaining => Budget - _time.GetElapsedTime(_capturedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private void Expire()
    {
        lock (_lock)
            // A newer result may have come while the timer fired, or the timer may have fired a hair early.
            if (!_fresh) return;
            else if (Remaining > TimeSpan.Zero) _expiry!.Change(Remaining, Timeout.InfiniteTimeSpan);
            else Set(false);
    }

    private void Set(bool fresh)
    {
        if (_fresh == fresh) return;
        _fresh = fresh;
        Changed?.Invoke(fresh);
    }
}

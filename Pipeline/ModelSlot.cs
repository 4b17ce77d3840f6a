namespace SegEdge.Pipeline;

/// <summary>Which model serves. Any thread offers another; the thread of the frames takes it between two of them.</summary>
/// <param name="first">Owned from here on.</param>
public sealed class ModelSlot(ServingModel first) : IDisposable
{
    private volatile ServingModel _current = first;
    private ServingModel? _previous; // while its successor is on trial
    private ModelTrial? _offered;
    private long _accepted, _rolledBack;
    private bool _ended;

    private readonly Lock _lock = new();

    /// <summary>What the newest frames are segmented by.</summary>
    public ServingModel Current => _current;

    public long Accepted => Interlocked.Read(ref _accepted);

    public long RolledBack => Interlocked.Read(ref _rolledBack);

    /// <summary>Gives a model to the thread of the frames. Owned from here on.</summary>
    /// <returns>Once it passed its trial or the old one is back.</returns>
    public Task<SwapOutcome> OfferAsync(ServingModel candidate, SwapTerms terms)
    {
        var trial = new ModelTrial(candidate, terms);
        lock (_lock)
        {
            var reason = _ended ? "The pictures have ended; start the device with the new model instead."
                : _offered is not null || _previous is not null ? "Another model is on trial; wait for its end." : null;
            if (reason is null) _offered = trial;
            else trial.Reject(reason);
        }
        if (trial.Outcome.IsCompleted) candidate.Dispose();
        return trial.Outcome;
    }

    /// <summary>By the thread of the frames, between two of them: the offered model serves from here on.</summary>
    internal ModelTrial? Take()
    {
        if (Volatile.Read(ref _offered) is null) return null; // once a frame: no lock
        lock (_lock)
        {
            if (_offered is not { } trial) return null;
            (_offered, _previous, _current) = (null, _current, trial.Candidate);
            return trial;
        }
    }

    /// <returns>The old model, which nobody will use again.</returns>
    internal ServingModel Accept()
    {
        lock (_lock)
        {
            var old = _previous!;
            _previous = null;
            Interlocked.Increment(ref _accepted);
            return old;
        }
    }

    /// <returns>The new model, which nobody will use again.</returns>
    internal ServingModel RollBack()
    {
        lock (_lock)
        {
            var failed = _current;
            (_current, _previous) = (_previous!, null);
            Interlocked.Increment(ref _rolledBack);
            return failed;
        }
    }

    /// <summary>No frame comes any more: who waits learns it.</summary>
    internal void End(ModelTrial? trial)
    {
        const string ended = "The pictures ended before it could show itself; the old model stays the one to start with.";
        lock (_lock)
        {
            _ended = true;
            trial?.Reject(ended);
            _offered?.Reject(ended);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _offered?.Candidate.Dispose();
            _previous?.Dispose();
            _current.Dispose();
        }
    }
}

namespace SegEdge.Explain;

/// <summary>Forward passes and time, both looked at between passes: whoever makes a pass asks <see cref="Allows(int)"/> first and says
/// <see cref="Count(int)"/> after it, so that an explanation ends within one pass of its limit or of a cancellation.
/// A slice takes from its parent too.</summary>
public sealed class ExplainBudget
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _time;
    private readonly ExplainBudget? _parent;
    private readonly IProgress<ExplainProgress>? _progress;
    private readonly CancellationToken _cancel;
    private readonly long _start;

    /// <param name="time">From now on; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="progress">Told after every pass, also of slices.</param>
    public ExplainBudget(
        int maxPasses, TimeSpan time, TimeProvider clock, IProgress<ExplainProgress>? progress = null, CancellationToken cancel = default)
        : this(maxPasses, time, clock, null)
    {
        (_progress, _cancel) = (progress, cancel);
    }

    private ExplainBudget(int maxPasses, TimeSpan time, TimeProvider clock, ExplainBudget? parent)
    {
        (MaxPasses, _time, _clock, _parent) = (maxPasses, time == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : time, clock, parent);
        _start = clock.GetTimestamp();
    }

    public int MaxPasses { get; }

    /// <summary>Passes taken so far.</summary>
    public int Passes { get; private set; }

    /// <summary>Of these, passes that cost nothing: another question about the same frame had made them.</summary>
    public int Reused { get; private set; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(_start);

    public TimeSpan Remaining
    {
        get
        {
            var own = _time == TimeSpan.MaxValue ? _time : _time - Elapsed;
            return _parent is null || own < _parent.Remaining ? own : _parent.Remaining;
        }
    }

    public int RemainingPasses => Math.Min(MaxPasses - Passes, _parent?.RemainingPasses ?? int.MaxValue);

    /// <summary>Null while a pass is allowed, else which limit ended it, for a message.</summary>
    public string? Exhausted =>
        RemainingPasses <= 0 ? FormattableString.Invariant($"all {MaxPasses} passes are used")
        : Remaining <= TimeSpan.Zero ? FormattableString.Invariant($"{Root.Elapsed.TotalMilliseconds:0} ms have passed")
        : null;

    private ExplainBudget Root => _parent?.Root ?? this;

    /// <summary>Whether one more pass may start, or work that costs as much as several.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public bool Allows(int passes = 1)
    {
        Root._cancel.ThrowIfCancellationRequested();
        return Exhausted is null && RemainingPasses >= passes;
    }

    /// <summary>One pass is done, or work of the cost of several.</summary>
    public void Count(int passes = 1) => Count(passes, reused: 0);

    /// <summary>One pass was known already. It counts as any other: a question that others share their passes with is asked no more than one alone.</summary>
    public void Reuse() => Count(1, reused: 1);

    /// <summary>The passes that fit by count and, at the speed measured so far, by time. A plan, not a promise: a fifth of the time is
    /// kept back for passes that turn out slower.</summary>
    public int AffordablePasses()
    {
        var (done, remaining) = (Root.Passes - Root.Reused, Remaining);
        if (done == 0 || remaining == TimeSpan.MaxValue) return RemainingPasses;
        var perPass = Root.Elapsed / done;
        return perPass <= TimeSpan.Zero ? RemainingPasses : (int)Math.Clamp(0.8 * (remaining / perPass), 0, RemainingPasses);
    }

    /// <summary>At most this many passes and this share (0..1) of the time left.</summary>
    public ExplainBudget Slice(int maxPasses, double shareOfTime)
    {
        var remaining = Remaining;
        return new ExplainBudget(maxPasses, remaining == TimeSpan.MaxValue ? remaining : remaining * shareOfTime, _clock, this);
    }

    private void Count(int passes, int reused)
    {
        for (var budget = this; budget is not null; budget = budget._parent) (budget.Passes, budget.Reused) = (budget.Passes + passes, budget.Reused + reused);
        Root._progress?.Report(new ExplainProgress(Root.Passes, Root.MaxPasses));
    }
}

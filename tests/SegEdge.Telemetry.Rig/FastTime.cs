namespace SegEdge.Telemetry.Rig;

/// <summary>Time that passes so many times as fast, under a wall clock that can be set: waits, time-outs and the drain rate of the device keep
/// their proportions, and a run of hundreds of cycles ends.</summary>
public sealed class FastTime(double factor) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _started = System.GetTimestamp();
    private long _jumpTicks;

    /// <summary>How far the wall clock was set off; what passes does not notice.</summary>
    public TimeSpan Jump
    {
        get => new(Interlocked.Read(ref _jumpTicks));
        set => Interlocked.Exchange(ref _jumpTicks, value.Ticks);
    }

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => (long)(System.GetTimestamp() * factor);

    public override DateTimeOffset GetUtcNow() => _start + System.GetElapsedTime(_started) * factor + Jump;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Real(TimeSpan fast) => fast <= TimeSpan.Zero ? fast : fast / factor;

    private sealed class Timer(ITimer real, FastTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => real.Change(time.Real(dueTime), time.Real(period));

        public void Dispose() => real.Dispose();

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}

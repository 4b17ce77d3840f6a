namespace SegEdge.Telemetry;

/// <summary>Holds a backlog to 50 messages and 2 MB a second, so that a returning device does not drown what is live; fresh records
/// pass.</summary>
internal sealed class Pace(TimeProvider time)
{
    private const double MessagesPerSecond = 50;
    private const double BytesPerSecond = 2e6;

    private readonly Lock _gate = new();
    private TimeSpan _notBefore = TimeSpan.Zero;

    private TimeSpan Now => time.GetElapsedTime(0);

    public void SentLate(int bytes) => Hold(TimeSpan.FromSeconds(Math.Max(1 / MessagesPerSecond, bytes / BytesPerSecond)));

    /// <summary>Nothing more is sent for so long; a longer hold that is already there stays.</summary>
    public void Hold(TimeSpan pause)
    {
        lock (_gate) _notBefore = TimeSpan.FromTicks(Math.Max(_notBefore.Ticks, (Now + pause).Ticks));
    }

    public async Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan left;
        lock (_gate) left = _notBefore - Now;
        if (left > TimeSpan.Zero) await Task.Delay(left, time, cancellation);
    }
}

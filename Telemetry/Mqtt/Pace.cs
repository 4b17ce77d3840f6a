namespace SegEdge.Telemetry;

/// <summary>Holds a backlog to so many messages and bytes a second, so that a returning device does not drown what is live; fresh records
/// pass.</summary>
/// <param name="messagesPerSecond">0: no limit.</param>
/// <param name="bytesPerSecond">0: no limit.</param>
internal sealed class Pace(TimeProvider time, double messagesPerSecond, double bytesPerSecond)
{
    private readonly Lock _gate = new();
    private TimeSpan _notBefore = TimeSpan.Zero;

    private TimeSpan Now => time.GetElapsedTime(0);

    public void SentLate(int bytes)
    {
        var seconds = Math.Max(messagesPerSecond > 0 ? 1 / messagesPerSecond : 0, bytesPerSecond > 0 ? bytes / bytesPerSecond : 0);
        if (seconds > 0) Hold(TimeSpan.FromSeconds(seconds));
    }

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

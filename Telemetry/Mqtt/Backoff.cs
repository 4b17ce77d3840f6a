namespace SegEdge.Telemetry;

/// <summary>Full jitter: random(0, min(most, first x 2^n)). Thousands of devices must not return in the same second.</summary>
/// <remarks>n starts again only after a minute of connection, so that a broker which accepts and throws out is not hammered.</remarks>
internal sealed class Backoff(TimeSpan first, TimeSpan most, TimeProvider time, Random random)
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    private int _failures;
    private long? _connectedAt;

    public void Connected() => _connectedAt = time.GetTimestamp();

    public TimeSpan Next()
    {
        if (_connectedAt is { } since && time.GetElapsedTime(since) >= Settled) _failures = 0;
        _connectedAt = null;
        // 2^20 s is above every bound; further doubling would only overflow.
        var bound = Math.Min(most.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 20)));
        return TimeSpan.FromSeconds(random.NextDouble() * bound);
    }
}

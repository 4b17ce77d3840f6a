using System.Diagnostics;

namespace SegEdge.Pipeline;

/// <summary>The last frames' latencies and rate. One thread adds, any thread asks.</summary>
public sealed class RecentLatency
{
    // Four seconds at 60 frames a second: long enough for a p95, short enough to be "now".
    private const int Kept = 240;

    private readonly Lock _lock = new();
    private readonly double[] _milliseconds = new double[Kept];
    private readonly long[] _finishedAt = new long[Kept];
    private long _count;

    /// <returns>Frames a second, and median and 95th percentile of the latency in milliseconds; zeros before the first frames.</returns>
    public (double FramesPerSecond, double P50Ms, double P95Ms) Read()
    {
        lock (_lock)
        {
            var n = (int)Math.Min(_count, Kept);
            if (n < 2) return default;
            var sorted = _milliseconds[..n];
            Array.Sort(sorted);
            var oldest = _finishedAt[_count > Kept ? _count % Kept : 0];
            var newest = _finishedAt[(_count - 1) % Kept];
            return ((n - 1) / Math.Max(1e-9, Stopwatch.GetElapsedTime(oldest, newest).TotalSeconds), sorted[n / 2], sorted[n * 95 / 100]);
        }
    }

    /// <summary>Time since the last frame; zero before the first.</summary>
    public TimeSpan SinceLast()
    {
        lock (_lock) return _count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_finishedAt[(_count - 1) % Kept]);
    }

    internal void Add(TimeSpan latency, long finishedAt)
    {
        lock (_lock)
        {
            _milliseconds[_count % Kept] = latency.TotalMilliseconds;
            _finishedAt[_count % Kept] = finishedAt;
            _count++;
        }
    }
}

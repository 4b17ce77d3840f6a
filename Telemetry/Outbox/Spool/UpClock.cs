namespace SegEdge.Telemetry;

/// <summary>Milliseconds that the outbox has been open in its life, over all starts; no wall clock is asked, so none can jump.</summary>
/// <remarks>Time without power does not count: what waits lives longer, never shorter.</remarks>
internal sealed class UpClock(TimeProvider time, long startMs)
{
    private readonly long _start = time.GetTimestamp();

    public long NowMs => startMs + (long)time.GetElapsedTime(_start).TotalMilliseconds;
}

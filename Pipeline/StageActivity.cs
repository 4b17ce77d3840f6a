namespace SegEdge.Pipeline;

/// <summary>Since when each stage works on the one thing it has in hand. Stages write, a watchdog reads.</summary>
public sealed class StageActivity(TimeProvider time)
{
    private const long Idle = long.MinValue;

    private readonly long[] _since = [.. Enumerable.Repeat(Idle, Enum.GetValues<Stage>().Length)];

    /// <summary>How long it has been at the same thing; null while it waits for work.</summary>
    public TimeSpan? BusyFor(Stage stage) => Volatile.Read(ref _since[(int)stage]) is var since and not Idle ? time.GetElapsedTime(since) : null;

    internal void Begin(Stage stage) => Volatile.Write(ref _since[(int)stage], time.GetTimestamp());

    internal void End(Stage stage) => Volatile.Write(ref _since[(int)stage], Idle);
}

namespace SegEdge.Pipeline;

/// <summary>Since when each stage works on the one thing it has in hand. Stages write, a watchdog reads.</summary>
/// <param name="cameras">Each has a capture stage of its own.</param>
public sealed class StageActivity(TimeProvider time, int cameras = 1)
{
    private const long Idle = long.MinValue;

    private readonly long[] _since = [.. Enumerable.Repeat(Idle, Enum.GetValues<Stage>().Length)];
    private readonly long[] _captures = [.. Enumerable.Repeat(Idle, cameras)];

    /// <summary>How long it has been at the same thing, of several cameras the one that has been so longest; null while it waits for work.</summary>
    public TimeSpan? BusyFor(Stage stage)
    {
        if (stage != Stage.Capture) return Since(ref _since[(int)stage]);
        TimeSpan? longest = null;
        for (var camera = 0; camera < _captures.Length; camera++)
            if (Since(ref _captures[camera]) is { } busy && !(busy <= longest)) longest = busy;
        return longest;
    }

    internal void Begin(Stage stage) => Volatile.Write(ref _since[(int)stage], time.GetTimestamp());

    internal void End(Stage stage) => Volatile.Write(ref _since[(int)stage], Idle);

    internal void BeginCapture(int camera) => Volatile.Write(ref _captures[camera], time.GetTimestamp());

    internal void EndCapture(int camera) => Volatile.Write(ref _captures[camera], Idle);

    private TimeSpan? Since(ref long at) => Volatile.Read(ref at) is var since and not Idle ? time.GetElapsedTime(since) : null;
}

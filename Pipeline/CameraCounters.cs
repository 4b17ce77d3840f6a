namespace SegEdge.Pipeline;

/// <summary>One camera's ledger. Law at every stage: received = processed + dropped + failed + in flight. Any thread reads.</summary>
public sealed class CameraCounters
{
    private static readonly int Stages = Enum.GetValues<Stage>().Length;

    private readonly long[] _received = new long[Stages], _processed = new long[Stages], _dropped = new long[Stages], _failed = new long[Stages];
    private readonly KeyValuePair<string, object?> _tag;
    private long _flagged, _stale, _paused, _thinned;
    private volatile string? _ended;

    internal CameraCounters(string camera) => (Camera, _tag) = (camera, new("camera", camera));

    /// <summary>Its name.</summary>
    public string Camera { get; }

    public StageCounts this[Stage stage] => new(
        Volatile.Read(ref _received[(int)stage]), Volatile.Read(ref _processed[(int)stage]),
        Volatile.Read(ref _dropped[(int)stage]), Volatile.Read(ref _failed[(int)stage]));

    public long Flagged => Volatile.Read(ref _flagged);

    /// <summary>Results published although older than the age budget.</summary>
    public long Stale => Volatile.Read(ref _stale);

    /// <summary>Frames held back because segmentation was paused.</summary>
    public long Paused => Volatile.Read(ref _paused);

    /// <summary>Frames held back to work at a lower rate.</summary>
    public long Thinned => Volatile.Read(ref _thinned);

    /// <summary>Latency and rate of its last frames.</summary>
    public RecentLatency Recent { get; } = new();

    /// <summary>Why no picture of it comes any more, in words for people; null while some may.</summary>
    public string? Ended => _ended;

    internal KeyValuePair<string, object?> Tag => _tag;

    internal void Received(Stage stage) => Interlocked.Increment(ref _received[(int)stage]);

    internal void Processed(Stage stage) => Interlocked.Increment(ref _processed[(int)stage]);

    internal void Dropped(Stage stage) => Interlocked.Increment(ref _dropped[(int)stage]);

    internal void Failed(Stage stage) => Interlocked.Increment(ref _failed[(int)stage]);

    internal void FrameHeldBack(string reason)
    {
        Dropped(Stage.Segment);
        Interlocked.Increment(ref reason == FrameThinning.PausedReason ? ref _paused : ref _thinned);
    }

    internal void FrameFlagged() => Interlocked.Increment(ref _flagged);

    internal void FrameStale() => Interlocked.Increment(ref _stale);

    internal void End(string why) => _ended = why;
}

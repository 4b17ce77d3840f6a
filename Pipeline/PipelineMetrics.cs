using System.Diagnostics.Metrics;

namespace SegEdge.Pipeline;

/// <summary>Every counter of the pipeline, readable here and as the meter "SegEdge.Pipeline". The only state that stages share.</summary>
public sealed class PipelineMetrics : IDisposable
{
    public const string MeterName = "SegEdge.Pipeline";

    private static readonly int Stages = Enum.GetValues<Stage>().Length;

    private readonly Meter _meter = new(MeterName);
    private readonly long[] _received = new long[Stages], _processed = new long[Stages], _dropped = new long[Stages], _failed = new long[Stages];
    private readonly Histogram<double> _latency, _age;
    private long _flagged, _learned, _stale, _paused, _thinned;

    public PipelineMetrics()
    {
        Observe("segedge_frames_received", _received);
        Observe("segedge_frames_processed", _processed);
        Observe("segedge_frames_dropped", _dropped);
        Observe("segedge_frames_failed", _failed);
        _meter.CreateObservableCounter("segedge_frames_flagged", () => Volatile.Read(ref _flagged));
        _meter.CreateObservableCounter("segedge_frames_stale", () => Volatile.Read(ref _stale), description: "Results published although older than the age budget.");
        _meter.CreateObservableCounter("segedge_coalitions_learned", () => Volatile.Read(ref _learned), description: "Coalition gradients taken while nobody asked.");
        _meter.CreateObservableCounter("segedge_frames_held_back", () => new Measurement<long>[]
        {
            new(Volatile.Read(ref _paused), KeyValuePair.Create<string, object?>("reason", FrameThinning.PausedReason)),
            new(Volatile.Read(ref _thinned), KeyValuePair.Create<string, object?>("reason", FrameThinning.RateReason)),
        }, description: "Frames of a live camera not segmented on purpose.");
        _latency = _meter.CreateHistogram<double>("segedge_segmentation_seconds", "s");
        _age = _meter.CreateHistogram<double>("segedge_frame_age_seconds", "s", "From capture to the start of inference.");
    }

    public long Flagged => Volatile.Read(ref _flagged);

    /// <summary>Results published although older than the age budget.</summary>
    public long Stale => Volatile.Read(ref _stale);

    /// <summary>Frames of a live camera that were not segmented on purpose; they are among the dropped of <see cref="Stage.Segment"/>.</summary>
    public long HeldBack => Volatile.Read(ref _paused) + Volatile.Read(ref _thinned);

    /// <summary>Coalition gradients taken while nobody asked.</summary>
    public long CoalitionsLearned => Volatile.Read(ref _learned);

    /// <summary>Latency and rate of the last frames, for people; the histogram is for machines.</summary>
    public RecentLatency Recent { get; } = new();

    public StageCounts this[Stage stage] => new(
        Volatile.Read(ref _received[(int)stage]), Volatile.Read(ref _processed[(int)stage]),
        Volatile.Read(ref _dropped[(int)stage]), Volatile.Read(ref _failed[(int)stage]));

    public void Dispose() => _meter.Dispose();

    /// <summary>Says from now on which provider runs and what became of model swaps.</summary>
    internal void Watch(ModelSlot slot)
    {
        _meter.CreateObservableGauge("segedge_ep_active", () => Enum.GetValues<ProviderState>().Select(state => new Measurement<int>(
            slot.Current.Model.Provider.State == state ? 1 : 0, new KeyValuePair<string, object?>("state", ProviderChoice.NameOf(state)))),
            description: "1 for the state of the execution provider that runs.");
        _meter.CreateObservableCounter("segedge_model_swaps", () => (Measurement<long>[])
        [
            new(slot.Accepted, new KeyValuePair<string, object?>("outcome", "accepted")),
            new(slot.RolledBack, new KeyValuePair<string, object?>("outcome", "rolled_back")),
        ]);
    }

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

    /// <param name="age">Of the frame whose inference begins.</param>
    internal void Began(TimeSpan age) => _age.Record(age.TotalSeconds);

    internal void Learned() => Interlocked.Increment(ref _learned);

    internal void Segmented(SegmentationTimings timings, long finishedAt)
    {
        _latency.Record(timings.Total.TotalSeconds);
        Recent.Add(timings.Total, finishedAt);
    }

    private void Observe(string name, long[] counts) =>
        _meter.CreateObservableCounter(name, () => Enumerable.Range(0, Stages).Select(stage =>
            new Measurement<long>(Volatile.Read(ref counts[stage]), new KeyValuePair<string, object?>("stage", ((Stage)stage).ToString().ToLowerInvariant()))));
}

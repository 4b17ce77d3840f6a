using System.Diagnostics.Metrics;

namespace SegEdge.Pipeline;

/// <summary>Every counter of the pipeline, readable here and as the meter "SegEdge.Pipeline". The only state that stages share.</summary>
public sealed class PipelineMetrics : IDisposable
{
    public const string MeterName = "SegEdge.Pipeline";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _latency, _age;
    private readonly Lock _lock = new();
    private volatile CameraCounters[] _cameras = [];
    private long _learned;

    public PipelineMetrics()
    {
        ObserveStages("segedge_frames_received", counts => counts.Received);
        ObserveStages("segedge_frames_processed", counts => counts.Processed);
        ObserveStages("segedge_frames_dropped", counts => counts.Dropped);
        ObserveStages("segedge_frames_failed", counts => counts.Failed);
        Observe("segedge_frames_flagged", camera => camera.Flagged, null);
        Observe("segedge_frames_stale", camera => camera.Stale, "Results published although older than the age budget.");
        _meter.CreateObservableCounter("segedge_coalitions_learned", () => Volatile.Read(ref _learned), description: "Coalition gradients taken while nobody asked.");
        _meter.CreateObservableCounter("segedge_frames_held_back", () => _cameras.SelectMany(camera => new Measurement<long>[]
        {
            new(camera.Paused, camera.Tag, KeyValuePair.Create<string, object?>("reason", FrameThinning.PausedReason)),
            new(camera.Thinned, camera.Tag, KeyValuePair.Create<string, object?>("reason", FrameThinning.RateReason)),
        }), description: "Frames of a live camera not segmented on purpose.");
        _latency = _meter.CreateHistogram<double>("segedge_segmentation_seconds", "s");
        _age = _meter.CreateHistogram<double>("segedge_frame_age_seconds", "s", "From capture to the start of inference.");
    }

    /// <summary>Each camera's own counters, in the order of the pipeline's cameras; none before there is a pipeline.</summary>
    public IReadOnlyList<CameraCounters> Cameras => _cameras;

    public long Flagged => _cameras.Sum(camera => camera.Flagged);

    /// <summary>Results published although older than the age budget.</summary>
    public long Stale => _cameras.Sum(camera => camera.Stale);

    /// <summary>Frames of a live camera that were not segmented on purpose; they are among the dropped of <see cref="Stage.Segment"/>.</summary>
    public long HeldBack => _cameras.Sum(camera => camera.Paused + camera.Thinned);

    /// <summary>Coalition gradients taken while nobody asked.</summary>
    public long CoalitionsLearned => Volatile.Read(ref _learned);

    /// <summary>Latency and rate of the last frames of all cameras, for people; the histogram is for machines.</summary>
    public RecentLatency Recent { get; } = new();

    /// <summary>Of all cameras.</summary>
    public StageCounts this[Stage stage]
    {
        get
        {
            long received = 0, processed = 0, dropped = 0, failed = 0;
            foreach (var camera in _cameras)
            {
                var counts = camera[stage];
                (received, processed, dropped, failed) = (received + counts.Received, processed + counts.Processed, dropped + counts.Dropped, failed + counts.Failed);
            }
            return new StageCounts(received, processed, dropped, failed);
        }
    }

    /// <summary>One camera's own counters.</summary>
    /// <returns>Null before there is a pipeline with that camera.</returns>
    public CameraCounters? Of(string camera) => Array.Find(_cameras, c => c.Camera == camera);

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

    /// <summary>A camera's counters; they go on counting where there are some of that name.</summary>
    internal CameraCounters Add(string camera)
    {
        lock (_lock)
        {
            if (Of(camera) is { } known) return known;
            var counters = new CameraCounters(camera);
            _cameras = [.. _cameras, counters];
            return counters;
        }
    }

    /// <param name="age">Of the frame whose inference begins.</param>
    internal void Began(CameraCounters camera, TimeSpan age) => _age.Record(age.TotalSeconds, camera.Tag);

    internal void Learned() => Interlocked.Increment(ref _learned);

    internal void Segmented(CameraCounters camera, SegmentationTimings timings, long finishedAt)
    {
        _latency.Record(timings.Total.TotalSeconds);
        Recent.Add(timings.Total, finishedAt);
        camera.Recent.Add(timings.Total, finishedAt);
    }

    private void Observe(string name, Func<CameraCounters, long> read, string? description) =>
        _meter.CreateObservableCounter(name, () => _cameras.Select(camera => new Measurement<long>(read(camera), camera.Tag)), description: description);

    private void ObserveStages(string name, Func<StageCounts, long> read) =>
        _meter.CreateObservableCounter(name, () => _cameras.SelectMany(camera => Enum.GetValues<Stage>().Select(stage =>
            new Measurement<long>(read(camera[stage]), new KeyValuePair<string, object?>("stage", stage.ToString().ToLowerInvariant()), camera.Tag))));
}

using System.Diagnostics.Metrics;

namespace SegEdge.EdgeHost.Clips;

/// <summary>Clips as the meter "SegEdge.Clips"; read when somebody asks. <c>docs/metrics.md</c> explains each.</summary>
internal sealed class ClipMetrics : IDisposable
{
    public const string MeterName = "SegEdge.Clips";

    private readonly Meter _meter = new(MeterName);

    public ClipMetrics(EventClips clips)
    {
        _meter.CreateObservableGauge("segedge_clips_stored", () => clips.Counts.Stored, description: "Clips on the disk, those being written included.");
        _meter.CreateObservableGauge("segedge_clips_size_bytes", () => clips.Counts.Bytes, description: "What they count against the quota.");
        _meter.CreateObservableGauge("segedge_clips_quota_bytes", () => clips.QuotaBytes, description: "Clips:QuotaBytes; 0 where clips are off.");
        _meter.CreateObservableGauge("segedge_clips_memory_bytes", () => clips.MemoryBytes, description: "Packets in memory.");
        _meter.CreateObservableCounter("segedge_clips_written", () => clips.Counts.Written, description: "Clips finished as they should be.");
        _meter.CreateObservableCounter("segedge_clips_cut", () => clips.Counts.Cut, description: "Clips that ended before their time.");
        _meter.CreateObservableCounter("segedge_clips_evicted", () => clips.Counts.Evicted, description: "Clips deleted for newer ones.");
        _meter.CreateObservableCounter("segedge_clips_errors", () => clips.Counts.Errors, description: "Writes, renames and deletions that failed.");
    }

    public void Dispose() => _meter.Dispose();
}

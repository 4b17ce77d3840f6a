using System.Globalization;
using SegEdge.Pipeline;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost;

/// <summary>What a run came to.</summary>
internal sealed record RunSummary(
    TimeSpan Elapsed, StageCounts Capture, StageCounts Segment, StageCounts Publish, StageCounts Explain, long Flagged, double P50Ms, double P95Ms,
    OutboxSnapshot Outbox, IReadOnlyList<CameraCounters> Cameras, long RentedFrames, long ReturnedFrames, long BufferGrowths)
{
    public static RunSummary Of(PipelineMetrics metrics, TimeSpan elapsed, OutboxSnapshot outbox, FramePipeline pipeline)
    {
        var (_, p50, p95) = metrics.Recent.Read();
        return new RunSummary(elapsed, metrics[Stage.Capture], metrics[Stage.Segment], metrics[Stage.Publish], metrics[Stage.Explain], metrics.Flagged,
            p50, p95, outbox, metrics.Cameras, pipeline.Pools.Sum(p => p.Rented), pipeline.Pools.Sum(p => p.Returned), pipeline.Pools.Sum(p => p.Growths));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Publish.Processed:N0} frames in {Elapsed.TotalSeconds:0.0} s: {Publish.Processed / Math.Max(1e-3, Elapsed.TotalSeconds):0.0} fps, segmentation p50 {P50Ms:0.0} ms, p95 {P95Ms:0.0} ms
        pictures      {Capture.Received:N0} captured, {Capture.Dropped + Segment.Dropped + Publish.Dropped:N0} dropped for newer ones, {Capture.Failed + Segment.Failed + Publish.Failed:N0} failed, {Capture.InFlight + Segment.InFlight + Publish.InFlight:N0} in flight{OfEachCamera()}
        flags         {Flagged:N0} frames flagged
        explanations  {Explain.Processed:N0} computed, {Explain.Dropped:N0} skipped, {Explain.Failed:N0} failed
        messages      {Outbox.Confirmed:N0} delivered, {Outbox.Rows:N0} left in the outbox, {Outbox.Evicted + Outbox.Expired + Outbox.Quarantined + Outbox.Damaged + Outbox.Refused:N0} given up
        buffers       {(RentedFrames == ReturnedFrames ? "rented = returned" : $"RENTED {RentedFrames:N0}, RETURNED {ReturnedFrames:N0}")} ({RentedFrames:N0}), grown {BufferGrowths:N0} times
        """);

    private string OfEachCamera() => Cameras.Count < 2 ? "" : string.Concat(Cameras.Select(camera => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.NewLine}  {camera.Camera,-11} {camera[Stage.Capture].Received:N0} captured, {camera[Stage.Publish].Processed:N0} published, {Sum(camera, c => c.Dropped):N0} dropped for newer ones, {Sum(camera, c => c.Failed):N0} failed, {camera.Stale:N0} stale")));

    private static long Sum(CameraCounters camera, Func<StageCounts, long> count) => count(camera[Stage.Capture]) + count(camera[Stage.Segment]) + count(camera[Stage.Publish]);
}

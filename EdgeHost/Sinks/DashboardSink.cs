using System.Text.Json;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Flags;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>Shows a camera's newest frame to whoever watches it; encodes nothing while nobody does.</summary>
internal sealed class DashboardSink(LiveFrames live, PipelineMetrics metrics) : IResultSink
{
    private const int MaxWidthPx = 960, Quality = 75;

    private readonly MaskEncoders _masks = new();

    public ValueTask FrameAsync(FrameResult result)
    {
        if (live.Of(result.Camera) is not { Wanted: true } latest) return ValueTask.CompletedTask;

        var picture = result.Frame.Picture;
        latest.Publish(new LivePicture(
            JsonSerializer.SerializeToUtf8Bytes(Report(result), DashboardJson.Default.LiveReport),
            Pictures.Jpeg(picture, MaxWidthPx, Quality),
            [.. result.Segmentation.Heads.Select((map, h) => (ReadOnlyMemory<byte>)_masks.For(result.ServedBy.Package.Manifest).Encode(h, map, result.Letterbox))]));
        return ValueTask.CompletedTask;
    }

    private LiveReport Report(FrameResult result)
    {
        var (summary, timings) = (result.Summary, result.Summary.Timings);
        return new LiveReport(
            result.Camera, summary.Number, summary.CapturedUtc, summary.InCamera.Width, summary.InCamera.Height, (metrics.Of(result.Camera)?.Recent ?? metrics.Recent).Read().FramesPerSecond,
            [.. summary.Heads.Select(h => new LiveHead(h.Head, [.. h.Classes.Select((c, i) => new LiveClass(i, c.Name, c.Area, c.Confidence))]))],
            [.. result.Flags.Select(f => new LiveFlag(f.Rule, f.Class, f.Severity == FlagSeverity.Alert ? "alert" : "review"))],
            new LiveLatency(timings.Preparation.TotalMilliseconds, timings.Inference.TotalMilliseconds, timings.Decoding.TotalMilliseconds,
                timings.Total.TotalMilliseconds));
    }
}

using SegEdge.Camera;
using SegEdge.Camera.Live;
using SegEdge.Pipeline;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost;

/// <summary>One camera of the running device: its link, its counters, and what is wrong with it. Any thread asks.</summary>
internal sealed class DeviceCamera(CameraOptions options, IFrameSource source, CameraLink link, PipelineMetrics metrics)
{
    // A camera at one picture a second is slow; ten seconds without any is none.
    public static readonly TimeSpan NoPictureFor = TimeSpan.FromSeconds(10);

    public string Name => options.Name;

    public PictureSize Size => source.Size;

    public CameraLink Link => link;

    /// <summary>Null before there is a pipeline.</summary>
    public CameraCounters? Counters => metrics.Of(options.Name);

    public BirthCamera Birth => new() { Id = Name, Width = Size.Width, Height = Size.Height };

    public CameraGauge Gauge => link.Gauge(Name, Counters?.Stale ?? 0);

    /// <summary>Why no pictures come of it, in words for people; null while they do. A real camera that is away is tried again for ever: a restart of this process
    /// would help nobody.</summary>
    public string? Absent
    {
        get
        {
            if (Counters?.Ended is { } ended) return $"Camera '{Name}' is gone: {ended}.";
            var status = link.Status;
            if (!link.CanBreak || (status.State == LinkState.Streaming && status.SinceLastPicture < NoPictureFor)) return null;
            return $"Camera '{Name}' is {status}{(status.Escalated ? " Restarts did not help: look after the camera." : "")}";
        }
    }

    /// <summary>Pictures come, and none of them is segmented; null while they are.</summary>
    public string? Unserved => Counters is not { } counters ? null
        : counters[Stage.Segment] is { Processed: 0, Failed: > 0 } ? $"Camera '{Name}': none of its frames could be segmented."
        : counters.Recent.SinceLast() > NoPictureFor ? $"Camera '{Name}': no frame of it was segmented for {counters.Recent.SinceLast().TotalSeconds:0} s."
        : null;
}

using SegEdge.EdgeHost.Clips;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.EdgeHost.Swap;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost;

/// <summary>The running device as dashboard and health endpoints see it.</summary>
internal sealed class DeviceState(
    SegEdgeOptions options, DeviceIdentity identity, DeviceParts parts, IReadOnlyList<DeviceCamera> cameras, PipelineMetrics metrics, MqttPublisher publisher, MqttOptions mqtt,
    Safeguards guards, string? outboxProblem, ModelChanges changes, EventClips clips)
    : IDashboardState
{
    private volatile bool _started, _ended;

    /// <summary>True once the first frame was segmented.</summary>
    public bool HasSegmented => metrics[Stage.Segment].Processed > 0;

    /// <summary>True once the first frame was segmented, or there is none because every camera is away: what can be started has started.</summary>
    public bool HasComeUp => HasSegmented || (_started && cameras.All(camera => camera.Absent is not null));

    /// <summary>True while pictures come, of one camera at least, and are segmented; and once all of them have come to their end.</summary>
    public bool IsReady => HasSegmented && (_ended || cameras.Any(camera => camera.Absent is null)) && Health().State != HealthState.Unhealthy;

    public bool IsStarted => _started;

    /// <summary>What the newest frames are segmented by.</summary>
    public ServedBy Serving => parts.Slot!.Current.ServedBy;

    public void Started() => _started = true;

    public void PicturesEnded() => _ended = true;

    public DashboardStatus Status()
    {
        var (package, provider) = Serving;
        var (fps, p50, p95) = metrics.Recent.Read();
        var (capture, segment, publish, explain) =
            (metrics[Stage.Capture], metrics[Stage.Segment], metrics[Stage.Publish], metrics[Stage.Explain]);
        return new DashboardStatus(
            identity.Site, identity.Device, [.. cameras.Select(camera => new CameraStatus(camera.Name, Problem(camera)))], SoftwareVersion.Text, identity.BootId,
            new ModelStatus(package.Manifest.Name, package.Manifest.Version, package.Sha256, provider.Name), HeadsOf(package.Manifest),
            fps > 0 ? fps : null, p50 > 0 ? p50 : null, p95 > 0 ? p95 : null,
            new CounterStatus(capture.Received, publish.Processed, capture.Dropped + segment.Dropped + publish.Dropped,
                capture.Failed + segment.Failed + publish.Failed, capture.InFlight + segment.InFlight + publish.InFlight,
                metrics.Flagged, explain.Processed, explain.Dropped, metrics.CoalitionsLearned),
            Broker(), Health());
    }

    public HealthStatus Health()
    {
        var reasons = new List<string>();
        if (!publisher.Status.Connected) reasons.Add(Broker().Detail);
        if (outboxProblem is not null) reasons.Add(outboxProblem);
        reasons.AddRange(guards.Reasons);
        if (parts.ModelProblem is not null) reasons.Add(parts.ModelProblem);
        if (Serving.Provider is { IsFallback: true } provider) reasons.Add($"{provider.StateName}: {provider.Reason}.");
        reasons.AddRange(changes.Reasons());
        reasons.AddRange(clips.Reasons);
        if (_ended) reasons.Add("The camera's pictures have ended.");
        else
        {
            reasons.InsertRange(0, cameras.Select(Problem).OfType<string>());
            if (cameras.Any(camera => camera.Absent is null) && HasSegmented && !guards.Throttle.Paused && metrics.Recent.SinceLast() > DeviceCamera.NoPictureFor)
                return new HealthStatus(HealthState.Unhealthy, [$"No picture for {metrics.Recent.SinceLast().TotalSeconds:0} s.", .. reasons]);
        }
        return new HealthStatus(reasons.Count == 0 ? HealthState.Healthy : HealthState.Degraded, reasons);
    }

    public bool TriggerFlag()
    {
        if (_ended || !_started) return false;
        parts.Policy!.Trigger();
        return true;
    }

    // With one camera its silence is the device's, and said of that.
    private string? Problem(DeviceCamera camera) => camera.Absent ?? (cameras.Count > 1 && !guards.Throttle.Paused ? camera.Unserved : null);

    private static IReadOnlyList<HeadStatus> HeadsOf(ModelManifest manifest) =>
        [.. manifest.Heads.Select(h => new HeadStatus(h.Name, [.. h.Classes.Select((c, i) => new ClassStatus(i, c.Name, c.Color))]))];

    private BrokerStatus Broker()
    {
        var status = publisher.Status;
        var where = options.Broker.Embedded ? $"embedded broker, port {mqtt.Port}" : $"{mqtt.Host}:{mqtt.Port}";
        return new BrokerStatus(status.Connected, status.Connected ? where : status.LastError ?? $"connecting to {where}");
    }
}

using System.Diagnostics.Metrics;
using SegEdge.Camera.Live;

namespace SegEdge.EdgeHost;

/// <summary>The cameras' links as the meter "SegEdge.Camera"; read when somebody asks. <c>docs/metrics.md</c> explains each.</summary>
internal sealed class CameraMetrics : IDisposable
{
    public const string MeterName = "SegEdge.Camera";

    private readonly Meter _meter = new(MeterName);

    public CameraMetrics(IReadOnlyList<DeviceCamera> cameras)
    {
        _meter.CreateObservableGauge("segedge_camera_state", () => cameras.SelectMany(States), description: "1 for the state that the link is in, 0 for the others.");
        _meter.CreateObservableGauge("segedge_camera_escalated", () => cameras.Select(camera => new Measurement<int>(camera.Link.Status.Escalated ? 1 : 0, TagOf(camera))), description: "1 while somebody should look after the camera.");
        Counter("segedge_camera_reconnects", counters => counters.Reconnects, "Streams that came after the first.");
        Counter("segedge_camera_stalls", counters => counters.Stalls, "Streams given up because nothing came.");
        Counter("segedge_camera_restarts", counters => counters.Restarts, "Attempts after the first, whether or not a picture came of them.");
        Counter("segedge_camera_garbage", counters => counters.Garbage, "Streams given up because what came was no video, or ended in the middle of a picture.");
        Counter("segedge_camera_escalations", counters => counters.Escalations, "How often the budget of restarts was used up.");

        void Counter(string name, Func<LinkCounters, long> read, string description) =>
            _meter.CreateObservableCounter(name, () => cameras.Select(camera => new Measurement<long>(read(camera.Link.Status.Counters), TagOf(camera))), description: description);
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> TagOf(DeviceCamera camera) => new("camera", camera.Name);

    private static IEnumerable<Measurement<int>> States(DeviceCamera camera)
    {
        var now = camera.Link.Status.State;
        return Enum.GetValues<LinkState>().Select(state =>
            new Measurement<int>(state == now ? 1 : 0, TagOf(camera), KeyValuePair.Create<string, object?>("state", state.ToString().ToLowerInvariant())));
    }
}

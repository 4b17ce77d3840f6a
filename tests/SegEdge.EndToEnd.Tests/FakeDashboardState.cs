using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EndToEnd.Tests;

/// <summary>A device that says what the test wants.</summary>
public sealed class FakeDashboardState : IDashboardState
{
    private int _triggers;

    public DashboardStatus Current { get; set; } = Healthy();

    public bool AcceptsTriggers { get; set; } = true;

    public int Triggers => Volatile.Read(ref _triggers);

    public Action OnTrigger { get; set; } = () => { };

    public DashboardStatus Status() => Current;

    public bool TriggerFlag()
    {
        if (!AcceptsTriggers) return false;
        Interlocked.Increment(ref _triggers);
        OnTrigger();
        return true;
    }

    public static DashboardStatus Healthy() => new(
        "harbour-north", "rover-07", [new CameraStatus("front", null)], "0.1.0", "01KBOOTBOOTBOOTBOOTBOOTBO",
        new ModelStatus("espnet-camvid", "1.2.0", new string('d', 60) + "0812", "TensorRT"),
        [SceneClasses.Head], 24.8, 21.4, 29.7,
        new CounterStatus(184_212, 184_106, 104, 0, 2, 63, 51, 12, 408),
        new BrokerStatus(true, "127.0.0.1:1883"),
        new HealthStatus(HealthState.Healthy, []));
}

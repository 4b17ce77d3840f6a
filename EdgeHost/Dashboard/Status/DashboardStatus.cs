namespace SegEdge.EdgeHost.Dashboard;

/// <summary>What the page's header says. Property names are the browser's contract; unknown numbers are null, never zero.</summary>
public sealed record DashboardStatus(
    string Site,
    string Device,
    IReadOnlyList<CameraStatus> Cameras,
    string Version,
    string BootId,
    ModelStatus Model,
    IReadOnlyList<HeadStatus> Heads,
    double? Fps,
    double? P50Ms,
    double? P95Ms,
    CounterStatus Counters,
    BrokerStatus Broker,
    HealthStatus Health);

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>What a live picture shows, in numbers. Property names are the browser's contract.</summary>
/// <param name="Width">Of the camera's frame, in pixels; JPEG and masks may be smaller.</param>
public sealed record LiveReport(
    string Camera,
    long Frame,
    DateTimeOffset Utc,
    int Width,
    int Height,
    double Fps,
    IReadOnlyList<LiveHead> Heads,
    IReadOnlyList<LiveFlag> Flags,
    LiveLatency LatencyMs);

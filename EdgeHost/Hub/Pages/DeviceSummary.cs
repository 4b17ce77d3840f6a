namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>One device by its own last words; what it never said is null.</summary>
/// <param name="Health">healthy, degraded, unhealthy, off (it left on purpose) or unknown.</param>
/// <param name="Reasons">For a person.</param>
/// <param name="Connection">online, offline, degraded, hibernating, broken.</param>
/// <param name="ConnectionUtc">Since when, as the device says.</param>
/// <param name="StateUtc">When the figures behind it came.</param>
/// <param name="Provider">The execution provider that ran when it connected.</param>
/// <param name="Ledger">Of its events.</param>
public sealed record DeviceSummary(
    string Site, string Device, string Health, IReadOnlyList<string> Reasons, string? Connection, string? ConnectionUtc, string? StateUtc, string? Mode, double? UptimeS,
    double? Fps, double? P50Ms, double? P95Ms, double? TempC, bool? Throttled, double? GpuMb, string? Clock, string? Provider, string? Model, string? ModelVersion, string? Software,
    DeviceOutbox? Outbox, DeviceDrops? Drops, DeviceLedger? Ledger);

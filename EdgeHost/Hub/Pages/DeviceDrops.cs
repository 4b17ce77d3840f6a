namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Since the start of the device's process.</summary>
public sealed record DeviceDrops(long Evicted, long Expired, long Quarantined, long Refused, long LiveDropped, long Reconnects);

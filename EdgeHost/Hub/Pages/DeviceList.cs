namespace SegEdge.EdgeHost.Hub.Pages;

public sealed record DeviceList(IReadOnlyList<DeviceSummary> Devices);

namespace SegEdge.EdgeHost.Hub.Pages;

public sealed record DeviceOutbox(long Rows, long Bytes, double OldestS, int Inflight);

namespace SegEdge.EdgeHost.Hub.Pages;

public sealed record CameraBar(string Site, string Device, string Camera, long Flags, ShareBar Confirmed, ShareBar Trusted);

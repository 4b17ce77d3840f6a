namespace SegEdge.EdgeHost.Hub.Pages;

public sealed record CameraChoice(string Site, string Device, string Camera, long Flags);

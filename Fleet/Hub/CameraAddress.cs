namespace SegEdge.Fleet.Hub;

/// <summary>A camera among those of all sites.</summary>
public readonly record struct CameraAddress(string Site, string Device, string Camera);

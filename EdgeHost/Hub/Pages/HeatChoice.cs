namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>A class on a camera, whose maps can be asked for.</summary>
public sealed record HeatChoice(string Site, string Device, string Camera, string? Class, long Flags);

namespace SegEdge.Fleet.Store;

public sealed record CameraFigures(string Site, string Device, string Camera, FlagFigures Figures);

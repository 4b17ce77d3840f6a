namespace SegEdge.EdgeHost.Hub.Pages;

public sealed record WallPictures(IReadOnlyList<WallCamera> Cameras);

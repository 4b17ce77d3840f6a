namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>The JSON part of an answer of <c>/api/wall/live</c>; the masks follow it in the order of the heads.</summary>
/// <param name="Revision">For the next question.</param>
public sealed record LiveWall(long Revision, IReadOnlyList<LiveWallCamera> Cameras);

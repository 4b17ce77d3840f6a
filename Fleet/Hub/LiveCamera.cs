namespace SegEdge.Fleet.Hub;

/// <summary>What somebody who looks at a camera gets to see.</summary>
/// <param name="Revision">Rises with every change of any camera.</param>
/// <param name="Problem">Why no masks come, for a person; null where they come or were only just asked for.</param>
/// <param name="Age">Since the newest mask came; null before the first.</param>
/// <param name="Masks">The newest of each head.</param>
public sealed record LiveCamera(CameraAddress Address, long Revision, string? Problem, TimeSpan? Age, IReadOnlyList<LiveHeadMask> Masks);

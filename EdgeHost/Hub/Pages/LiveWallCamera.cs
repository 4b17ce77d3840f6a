namespace SegEdge.EdgeHost.Hub.Pages;

/// <param name="Problem">Why no masks come; null where they do, or were only just asked for.</param>
/// <param name="AgeMs">Since the newest mask came here; null before the first.</param>
/// <param name="Heads">One mask each; an empty name where the model has one head.</param>
public sealed record LiveWallCamera(string Site, string Device, string Camera, string? Problem, double? AgeMs, IReadOnlyList<string> Heads);

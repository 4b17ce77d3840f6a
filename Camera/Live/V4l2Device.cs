namespace SegEdge.Camera.Live;

/// <param name="Path">What Camera:Source takes.</param>
/// <param name="Name">As the driver calls it.</param>
/// <param name="Index">0 for the pictures of a camera that has several devices.</param>
/// <param name="Problem">Why this user cannot open it; null if he can.</param>
public sealed record V4l2Device(string Path, string Name, int Index, string? Problem);

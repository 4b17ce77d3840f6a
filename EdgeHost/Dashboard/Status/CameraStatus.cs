namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Problem">In words for the operator; null while its pictures come and are segmented.</param>
public sealed record CameraStatus(string Name, string? Problem);

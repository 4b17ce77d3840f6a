namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>A camera and its newest flagged frame; all of the frame is null where none ever came.</summary>
/// <param name="Connection">Of its device; null where it never said.</param>
/// <param name="Thumb">SHA-256; null where there is no picture, and <paramref name="Absence"/> says why.</param>
public sealed record WallCamera(
    string Site, string Device, string Camera, string? Connection, string? EventId, string? CapturedUtc, string? Rule, string? Class, string? Severity, string? Thumb, string? Absence);

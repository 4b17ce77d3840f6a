namespace SegEdge.Telemetry.Contract;

/// <summary>A topic taken apart. Camera is set for events, blobs and live masks, blob kind for blobs.</summary>
/// <param name="Name">Of a command, of who asked, of a reviewed event.</param>
public sealed record TopicAddress(string Site, string Device, TopicKind Kind, string? Camera = null, BlobKind? Blob = null, string? Name = null);

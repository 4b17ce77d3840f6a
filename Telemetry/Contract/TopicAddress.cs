namespace SegEdge.Telemetry.Contract;

/// <summary>A topic taken apart. Camera is set for events and blobs, blob kind for blobs.</summary>
public sealed record TopicAddress(string Site, string Device, TopicKind Kind, string? Camera = null, BlobKind? Blob = null);

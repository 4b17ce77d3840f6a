namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Offered = added + duplicates + refused; added = held + evicted. For events and for blobs.</summary>
public sealed record ArchiveCounts(
    int Events, long DuplicateEvents, long RefusedEvents, long EvictedEvents,
    int Blobs, long BlobBytes, long DuplicateBlobs, long RefusedBlobs, long EvictedBlobs);

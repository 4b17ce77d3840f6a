namespace SegEdge.Fleet.Store;

public sealed record StoredBlob(string Sha256, string ContentType, ReadOnlyMemory<byte> Body);

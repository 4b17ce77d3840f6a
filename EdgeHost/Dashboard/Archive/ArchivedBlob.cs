namespace SegEdge.EdgeHost.Dashboard;

public sealed record ArchivedBlob(string Sha256, string ContentType, ReadOnlyMemory<byte> Bytes);

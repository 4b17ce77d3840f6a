namespace SegEdge.Telemetry.Codecs;

/// <summary>One message of a blob that may have been split (telemetry design, sections 2 and 4).</summary>
/// <param name="Sha256">Of the whole blob.</param>
/// <param name="Part">From 1 to <paramref name="Parts"/>.</param>
/// <param name="Offset">Where the body belongs in the blob, in bytes.</param>
public sealed record BlobPart(string EventId, string Sha256, int Part, int Parts, int Offset, ReadOnlyMemory<byte> Body);

namespace SegEdge.Fleet.Hub;

/// <param name="Head">Of a model with several; null where it has one.</param>
/// <param name="Png">Indexed, as mask blobs are; only its first bytes were looked at.</param>
public sealed record LiveHeadMask(string? Head, ReadOnlyMemory<byte> Png);

namespace SegEdge.Telemetry;

/// <param name="Png">Indexed, as mask blobs are.</param>
/// <param name="Head">Which head, where a model has several.</param>
public sealed record LiveMask(string Camera, ReadOnlyMemory<byte> Png, string? Head);

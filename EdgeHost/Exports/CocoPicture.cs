using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Exports;

/// <summary>A picture with the masks of the same view, of any size.</summary>
internal sealed record CocoPicture(ReadOnlyMemory<byte> Jpeg, int Width, int Height, bool IsThumb, IReadOnlyList<(string? Head, IndexedImage Mask)> Masks);

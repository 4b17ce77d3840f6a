namespace SegEdge.Fleet.Export;

/// <summary>An event that a person judged, with what a training set needs of it.</summary>
/// <param name="Picture">JPEG: the whole frame where it is here, else the thumbnail; the same view.</param>
/// <param name="Mask">Indexed PNG of the same view, of any size.</param>
/// <param name="IsThumb">The picture is small.</param>
public sealed record ReviewedFrame(string EventId, string Camera, DateTimeOffset Utc, string ModelSha256, ReadOnlyMemory<byte> Picture, ReadOnlyMemory<byte> Mask, bool IsThumb);

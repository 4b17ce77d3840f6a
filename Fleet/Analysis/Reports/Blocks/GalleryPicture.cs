namespace SegEdge.Fleet.Analysis.Reports;

/// <param name="Name">A file's, without its folder.</param>
/// <param name="ContentType">Of <paramref name="Bytes"/>.</param>
/// <param name="Words">What it shows.</param>
internal sealed record GalleryPicture(string Name, string ContentType, ReadOnlyMemory<byte> Bytes, string Words, string Caption);

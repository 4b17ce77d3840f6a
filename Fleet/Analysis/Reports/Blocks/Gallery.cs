namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>Pictures side by side.</summary>
internal sealed record Gallery(IReadOnlyList<GalleryPicture> Pictures) : Block;

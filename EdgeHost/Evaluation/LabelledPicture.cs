namespace SegEdge.EdgeHost.Evaluation;

/// <summary>A picture, its label mask, and if given a mask of the area that counts. Full paths.</summary>
internal sealed record LabelledPicture(string Picture, string Labels, string? Area);

namespace SegEdge.Explain;

/// <summary>A map's positive attribution split over the parts of its grid; the three add to one. Descriptive, never a quality: a copy
/// of the mask has no context at all.</summary>
public readonly record struct PartShares(double Inside, double Boundary, double Context);

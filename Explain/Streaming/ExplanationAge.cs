namespace SegEdge.Explain;

/// <summary>How old a map's evidence is, as the weighted mean over the coalitions behind it; both 0 when all are of the frame itself.</summary>
public readonly record struct ExplanationAge(double Frames, TimeSpan Time);

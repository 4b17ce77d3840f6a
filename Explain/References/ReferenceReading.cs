namespace SegEdge.Explain;

/// <summary>One reference that was tried.</summary>
/// <param name="Empty">v(0): the region's score when the whole frame is this reference. The lowest is taken.</param>
public sealed record ReferenceReading(string Name, double Empty);

namespace SegEdge.Explain;

/// <param name="Curves">What the value was made of; one per random draw.</param>
public sealed record MetricReading(string Name, double Value, bool HigherIsBetter, IReadOnlyList<RankedCurve> Curves);

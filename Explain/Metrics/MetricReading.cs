namespace SegEdge.Explain;

/// <param name="Value">Null when there is no number, as <paramref name="Absent"/> says.</param>
/// <param name="Curves">What the value was made of, one per random draw; empty where it is made of none.</param>
/// <param name="Absent">Why there is no number; null when there is one.</param>
public sealed record MetricReading(
    string Name, double? Value, bool HigherIsBetter, IReadOnlyList<RankedCurve> Curves, string? Absent = null)
{
    internal static MetricReading None(IMetric metric, string because) => new(metric.Name, null, metric.HigherIsBetter, [], because);
}

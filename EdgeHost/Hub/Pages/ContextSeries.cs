namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>The mean share of context of explanations that are ok, by bucket; null where there is none.</summary>
/// <param name="Events">That have one.</param>
public sealed record ContextSeries(IReadOnlyList<double?> Mean, IReadOnlyList<long> Events);

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>What became of explanations, by bucket.</summary>
/// <param name="None">Flagged without one.</param>
public sealed record StatusSeries(
    IReadOnlyList<long> Ok, IReadOnlyList<long> Stale, IReadOnlyList<long> Untrusted, IReadOnlyList<long> Skipped, IReadOnlyList<long> Other, IReadOnlyList<long> None);

namespace SegEdge.Fleet.Store;

/// <summary>How far a device's records are accounted for: "complete to number N, M of them named as lost, K never heard of".</summary>
/// <param name="CompleteTo">Every number up to here arrived, was named by a gap, or was given up.</param>
/// <param name="Highest">The highest number that arrived.</param>
/// <param name="NamedLost">Numbers that gaps name and that did not arrive, as the gaps count them; an open end is not counted.</param>
/// <param name="Unanswered">Numbers that were asked for in vain and given up: a loss that nobody explained.</param>
public sealed record SequenceStatus(SequenceKey Key, long CompleteTo, long Highest, long NamedLost, long Unanswered, IReadOnlyList<SequenceHole> Holes);

namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Items">Newest id first.</param>
/// <param name="Total">How many there are, whatever page was asked for; null where only counting would tell.</param>
/// <param name="Unreviewed">Those of them that nobody has judged; null where nobody judges.</param>
public sealed record EventList(IReadOnlyList<ArchivedEvent> Items, long? Total, long? Unreviewed = null);

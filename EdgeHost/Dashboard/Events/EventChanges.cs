namespace SegEdge.EdgeHost.Dashboard;

/// <param name="UpTo">Nothing before this revision is missing, though what changed may not be here any more.</param>
/// <param name="Items">In the order of change.</param>
public sealed record EventChanges(long UpTo, IReadOnlyList<ArchivedEvent> Items);

namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Look">See events.</param>
/// <param name="Review">Give verdicts, and take back one's own.</param>
/// <param name="Remove">Remove an event's pictures for privacy.</param>
/// <param name="Restore">Take back verdicts of others, removals too.</param>
/// <param name="Pack">Take an audit pack of one event.</param>
/// <param name="Export">Export what a filter selects, with pictures.</param>
public sealed record SessionRights(bool Look, bool Review, bool Remove, bool Restore, bool Pack, bool Export);

namespace SegEdge.Fleet.Store;

/// <summary>Events, the newest id first.</summary>
/// <param name="Next">What to ask for the next page with; null on the last one.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, string? Next);

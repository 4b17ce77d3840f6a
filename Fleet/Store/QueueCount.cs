namespace SegEdge.Fleet.Store;

/// <param name="Reviewed">Those of them with a verdict that was not taken back.</param>
public sealed record QueueCount(QueueKind Kind, long Events, long Reviewed);

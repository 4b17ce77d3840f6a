namespace SegEdge.Fleet.Store.Retention;

/// <summary>The end of a hold.</summary>
public sealed record HoldRelease(DateTimeOffset Utc, string User, string Reason);

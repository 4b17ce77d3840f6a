namespace SegEdge.Fleet.Store;

/// <summary>A record where the audit chain of a device does not hold.</summary>
/// <param name="SeenUtc">When the store found it.</param>
public sealed record AuditBreak(string Site, string Device, string Epoch, long Seq, AuditBreakKind Kind, DateTimeOffset SeenUtc);

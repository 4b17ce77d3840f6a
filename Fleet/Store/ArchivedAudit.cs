using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store;

/// <summary>One record of a device's audit chain.</summary>
/// <param name="Json">The bytes that its hash covers; never written anew.</param>
public sealed record ArchivedAudit(string Site, string Device, AuditMessage Record, ReadOnlyMemory<byte> Json, DateTimeOffset ReceivedUtc);

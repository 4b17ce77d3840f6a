namespace SegEdge.Fleet.Store;

/// <summary>The last word of a device about itself.</summary>
/// <param name="Json">As it came.</param>
public sealed record DeviceReport(string Site, string Device, ReportKind Kind, ReadOnlyMemory<byte> Json, DateTimeOffset ReceivedUtc);

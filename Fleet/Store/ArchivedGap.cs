using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store;

/// <summary>What a device named as lost.</summary>
/// <param name="Json">As it came.</param>
public sealed record ArchivedGap(string Site, string Device, GapMessage Gap, ReadOnlyMemory<byte> Json, DateTimeOffset ReceivedUtc);

namespace SegEdge.Fleet.Store;

/// <summary>An event as it is kept.</summary>
/// <param name="Card">The JSON as it came.</param>
public sealed record StoredEvent(FleetEvent Row, ReadOnlyMemory<byte> Card);

namespace SegEdge.Fleet.Simulation;

/// <summary>An event that a simulated device accepted: it must arrive, or be named in a gap.</summary>
public readonly record struct AcceptedEvent(string Site, string Device, string Epoch, long Seq, string EventId);

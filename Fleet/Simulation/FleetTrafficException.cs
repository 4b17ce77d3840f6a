namespace SegEdge.Fleet.Simulation;

/// <summary>A simulated fleet finds no broker. The message says where, found, and why.</summary>
public sealed class FleetTrafficException(string message) : Exception(message);

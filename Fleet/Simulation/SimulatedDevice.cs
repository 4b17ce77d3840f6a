namespace SegEdge.Fleet.Simulation;

/// <summary>One device of a simulated fleet.</summary>
/// <param name="ChangesAt">0..1 of the simulated time: when it gets the new model.</param>
public sealed record SimulatedDevice(string Site, string Name, double ChangesAt, IReadOnlyList<SimulatedCamera> Cameras);

namespace SegEdge.Fleet.Simulation;

/// <summary>One camera of a simulated fleet with what is its own by nature: healthy cameras differ too.</summary>
/// <param name="RateFactor">Against the fleet's mean.</param>
/// <param name="MarginFactor">Its light and its lens.</param>
public sealed record SimulatedCamera(string Site, string Device, string Name, double RateFactor, double MarginFactor, bool HasMud)
{
    public string Id => $"{Site}/{Device}/{Name}";
}

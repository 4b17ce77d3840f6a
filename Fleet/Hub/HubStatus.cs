namespace SegEdge.Fleet.Hub;

/// <summary>How a hub is doing.</summary>
/// <param name="Connected">To the broker.</param>
/// <param name="Problem">Of broker or store, the next step in it; null when all is well.</param>
/// <param name="StoreProblem">True where the store is what does not work: then nothing is acknowledged.</param>
public sealed record HubStatus(bool Connected, string? Problem, bool StoreProblem);

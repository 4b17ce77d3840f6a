namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Where one model version looked, on average.</summary>
/// <param name="Maps">In the mean: the newest ones.</param>
/// <param name="Mean">Rows from the top; shares of what speaks for the class, which sum to 1.</param>
public sealed record MeanHeat(string Model, string Version, int Maps, IReadOnlyList<double> Mean);

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Mean heat maps of one class on one camera, model versions side by side.</summary>
/// <param name="Columns">Of the grid over the camera's frame.</param>
/// <param name="Aspect">Width of the frame to its height.</param>
/// <param name="Distance">Jensen-Shannon, 0..1, between the last two; null where one of them has fewer than <paramref name="LeastMaps"/>.</param>
public sealed record HeatComparison(int Columns, int Rows, double Aspect, IReadOnlyList<MeanHeat> Maps, double? Distance, int LeastMaps);

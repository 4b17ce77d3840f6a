namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Area">Share of the picture, 0..1.</param>
/// <param name="Conf">Mean confidence, 0..1; null where the model gives none.</param>
public sealed record LiveClass(int Id, string Name, double Area, double? Conf);

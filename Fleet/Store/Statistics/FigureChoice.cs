namespace SegEdge.Fleet.Store;

/// <summary>A camera, class and model that events are of.</summary>
/// <param name="Class">Null: about the whole frame.</param>
/// <param name="Flags">Since ever.</param>
public sealed record FigureChoice(string Site, string Device, string Camera, string? Class, string Model, string ModelVersion, long Flags);

using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Codecs;

/// <summary>A saliency grid in its own resolution. Values are the method's, quantised; nothing is normalised.</summary>
/// <param name="Values">Rows from the top, width x height of <paramref name="Cells"/>.</param>
/// <param name="Rect">Where the grid lies in the frame, in frame pixels.</param>
/// <param name="Min">Smallest value before quantising; <paramref name="Max"/> the largest.</param>
/// <param name="KeepsSign">True where zero means "no influence" and survived exactly.</param>
public sealed record HeatMap(GridSize Cells, ReadOnlyMemory<float> Values, PixelRect Rect, float Min, float Max, bool KeepsSign);

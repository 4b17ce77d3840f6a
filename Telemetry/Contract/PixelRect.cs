namespace SegEdge.Telemetry.Contract;

/// <summary>Frame pixels: left, top, width, height; right and bottom edges are outside.</summary>
public readonly record struct PixelRect(int X, int Y, int W, int H);

namespace SegEdge.Fleet.Export;

/// <summary>A connected piece of one class.</summary>
/// <param name="Class">Its number in the class map.</param>
/// <param name="AreaPx">How many pixels it has.</param>
public readonly record struct PixelRegion(byte Class, int AreaPx, int Left, int Top, int Width, int Height);

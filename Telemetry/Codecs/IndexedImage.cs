namespace SegEdge.Telemetry.Codecs;

/// <summary>A picture of numbers: one byte per pixel, rows from the top, no padding.</summary>
/// <param name="Palette">Colour per number; empty for a greyscale file, whose numbers are its grey values.</param>
public sealed record IndexedImage(int Width, int Height, ReadOnlyMemory<byte> Indices, IReadOnlyList<Rgb> Palette);

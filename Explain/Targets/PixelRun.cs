namespace SegEdge.Explain;

/// <summary>Consecutive pixels in row-major order; may go on over the end of a row.</summary>
public readonly record struct PixelRun(int Start, int Length);

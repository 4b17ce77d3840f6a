namespace SegEdge.EdgeHost.Evaluation.Motion;

/// <summary>Backward flow: what is at (x, y) in this frame was at (x + Dx, y + Dy) in the one before. All arrays [height, width], row by row.</summary>
/// <param name="Dx">Pixels of the frame; 0 where not valid.</param>
/// <param name="Dy">Pixels of the frame; 0 where not valid.</param>
/// <param name="Valid">1 where that place was seen in the frame before: inside the picture, and the four pixels around it show the same
/// surface. 0 where the flow has no meaning.</param>
internal sealed record FlowField(int Width, int Height, float[] Dx, float[] Dy, byte[] Valid)
{
    /// <summary>0..1.</summary>
    public double ValidShare => Valid.Count(v => v != 0) / (double)Valid.Length;
}

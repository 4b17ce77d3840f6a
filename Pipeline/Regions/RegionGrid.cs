using OpenCvSharp;

namespace SegEdge.Pipeline.Regions;

/// <summary>Every step-th pixel of the content, each standing for the middle of its square.</summary>
/// <param name="Stride">Width of the class map.</param>
internal readonly record struct RegionGrid(Rect Content, int Step, int Stride)
{
    public int Columns => Content.Width / Step;

    public int Rows => Content.Height / Step;

    public Point PixelOf(int x, int y) => new(Content.X + (x * Step) + (Step / 2), Content.Y + (y * Step) + (Step / 2));

    public int Index(int x, int y)
    {
        var pixel = PixelOf(x, y);
        return (pixel.Y * Stride) + pixel.X;
    }
}

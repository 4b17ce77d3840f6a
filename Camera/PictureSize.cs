namespace SegEdge.Camera;

/// <summary>Width and height of a picture, in pixels.</summary>
public readonly record struct PictureSize(int Width, int Height)
{
    public int Pixels => Width * Height;

    public override string ToString() => $"{Width}x{Height}";
}

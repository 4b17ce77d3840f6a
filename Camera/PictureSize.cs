namespace SegEdge.Camera;

/// <summary>Width and height of a picture, in pixels.</summary>
public readonly record struct PictureSize(int Width, int Height)
{
    /// <exception cref="OverflowException">More than can be counted.</exception>
    public int Pixels => checked(Width * Height);

    /// <summary>Of a BGR picture.</summary>
    /// <exception cref="OverflowException">As for <see cref="Pixels"/>.</exception>
    public int Bytes => checked(Pixels * 3);

    /// <summary>Whether a BGR picture of this size takes no more than that.</summary>
    public bool FitsIn(int bytes) => (long)Width * Height <= bytes / 3;

    public override string ToString() => $"{Width}x{Height}";
}

using System.Globalization;

namespace SegEdge.Explain;

/// <summary>A rectangle of whole pixels; right and bottom edges are exclusive.</summary>
public readonly record struct PixelRect(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public int Area => Width * Height;

    public bool Contains(int x, int y) => x >= X && x < Right && y >= Y && y < Bottom;

    public bool IsInside(int width, int height) => X >= 0 && Y >= 0 && Width > 0 && Height > 0 && Right <= width && Bottom <= height;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height} at ({X},{Y})");
}

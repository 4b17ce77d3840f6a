using OpenCvSharp;

namespace SegEdge.Camera.Tests;

/// <summary>Connected pixels of one value; bounds inclusive.</summary>
internal sealed record Blobs(int Left, int Top, int Right, int Bottom, int Area, double CentreX, double CentreY, bool IsWhole)
{
    /// <returns>Each with whether it keeps clear of the picture's edges.</returns>
    public static IReadOnlyList<Blobs> Of(byte[] map, byte value, int width, int height)
    {
        using var picture = Mat.FromPixelData(height, width, MatType.CV_8UC1, Array.ConvertAll(map, v => v == value ? (byte)255 : (byte)0));
        return [.. Cv2.ConnectedComponentsEx(picture).Blobs.Skip(1).Select(b => new Blobs(
            b.Left, b.Top, b.Left + b.Width - 1, b.Top + b.Height - 1, b.Area, b.Centroid.X, b.Centroid.Y,
            b.Left > 0 && b.Top > 0 && b.Left + b.Width < width && b.Top + b.Height < height))];
    }
}

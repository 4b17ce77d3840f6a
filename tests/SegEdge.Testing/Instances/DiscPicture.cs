using OpenCvSharp;

namespace SegEdge.Testing.Instances;

/// <summary>Discs on grey ground with grain, and where each of them is.</summary>
public static class DiscPicture
{
    /// <param name="Color">Place in <see cref="DiscDetector.ClassNames"/>.</param>
    public readonly record struct Disc(int X, int Y, int Radius, int Color);

    /// <returns>uint8 BGR; the caller disposes it.</returns>
    public static Mat Draw(int width, int height, IEnumerable<Disc> discs, int seed = 0)
    {
        var picture = new Mat(height, width, MatType.CV_8UC3, new Scalar(110, 110, 110));
        foreach (var disc in discs) Cv2.Circle(picture, disc.X, disc.Y, disc.Radius, disc.Color switch { 0 => new Scalar(30, 30, 210), 1 => new Scalar(30, 200, 30), _ => new Scalar(220, 30, 30) }, -1);
        var random = new Random(seed);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                if (picture.At<Vec3b>(y, x) is var pixel) picture.Set(y, x, new Vec3b(Grain(pixel.Item0), Grain(pixel.Item1), Grain(pixel.Item2)));
        return picture;

        byte Grain(byte value) => (byte)(value + random.Next(16));
    }

    /// <summary>Whether the disc is seen at a pixel, which those drawn later may hide.</summary>
    public static bool IsSeen(IReadOnlyList<Disc> discs, int which, int x, int y)
    {
        for (var i = discs.Count - 1; i > which; i--)
            if (Holds(discs[i], x, y)) return false;
        return Holds(discs[which], x, y);
    }

    private static bool Holds(Disc disc, int x, int y) => ((x - disc.X) * (x - disc.X)) + ((y - disc.Y) * (y - disc.Y)) <= disc.Radius * disc.Radius;
}

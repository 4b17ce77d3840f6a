using OpenCvSharp;

namespace SegEdge.EdgeHost.Evaluation.Motion;

/// <summary>An opaque square that crosses the picture in a straight line at constant speed, from side to side or from top to bottom.</summary>
internal sealed class MovingPatch : IDisposable
{
    // Texels beyond the square on each side: cubic reads at its edge find texture, not a border.
    private const int Rim = 3;

    private readonly Mat _texture;
    private readonly int _side;
    private readonly (double X, double Y) _first, _step;

    public MovingPatch(MotionSettings settings)
    {
        var random = new Random(settings.Seed);
        _side = Math.Max(4, (int)(settings.PatchSize * settings.Height));
        var (width, height) = ((double)settings.Width, (double)settings.Height);
        // It enters and leaves by a fifth of its side, so that every frame holds some of it.
        var cross = random.Next(2) == 0;
        (double X, double Y) from = cross ? (-0.8 * _side, random.NextDouble() * (height - _side)) : (random.NextDouble() * (width - _side), -0.8 * _side);
        (double X, double Y) to = cross ? (width - 0.2 * _side, random.NextDouble() * (height - _side)) : (random.NextDouble() * (width - _side), height - 0.2 * _side);
        if (random.Next(2) == 0) (from, to) = (to, from);
        _first = from;
        _step = ((to.X - from.X) / (settings.Frames - 1), (to.Y - from.Y) / (settings.Frames - 1));
        _texture = Texture(random, _side + 2 * Rim);
    }

    /// <summary>Pixels a frame.</summary>
    public (double X, double Y) Step => _step;

    private (double X, double Y) At(int frame) => (_first.X + frame * _step.X, _first.Y + frame * _step.Y);

    /// <summary>Whether the patch hides this pixel.</summary>
    public bool Covers(int frame, int x, int y)
    {
        var (left, top) = At(frame);
        return x >= left && x < left + _side && y >= top && y < top + _side;
    }

    /// <param name="picture">uint8 [height, width, 3]; the patch is laid over it.</param>
    public void Draw(Mat picture, int frame)
    {
        var (left, top) = At(frame);
        using var moved = new Mat();
        using var map = Mat.FromPixelData(2, 3, MatType.CV_64FC1, new[] { 1, 0, Rim - left, 0, 1, Rim - top });
        Cv2.WarpAffine(_texture, moved, map, picture.Size(), InterpolationFlags.Cubic | InterpolationFlags.WarpInverseMap);
        // A hard edge: a pixel belongs to the patch or not, and its flow is one or the other.
        var (x0, y0) = (Math.Max(0, (int)Math.Ceiling(left)), Math.Max(0, (int)Math.Ceiling(top)));
        var (x1, y1) = (Math.Min(picture.Width, (int)Math.Ceiling(left + _side)), Math.Min(picture.Height, (int)Math.Ceiling(top + _side)));
        if (x1 <= x0 || y1 <= y0) return;
        var seen = new Rect(x0, y0, x1 - x0, y1 - y0);
        using var from = moved[seen];
        using var to = picture[seen];
        from.CopyTo(to);
    }

    /// <summary>Soft blotches of two sizes over a colour, so that flow can be seen on it but no frequency is too high to be sampled.</summary>
    private static Mat Texture(Random random, int side)
    {
        var texture = new Mat(side, side, MatType.CV_8UC3, new Scalar(random.Next(60, 200), random.Next(60, 200), random.Next(60, 200)));
        foreach (var texels in (ReadOnlySpan<int>)[8, 24])
        {
            var cells = side / texels + 4;
            var values = new byte[cells * cells * 3];
            random.NextBytes(values);
            using var coarse = Mat.FromPixelData(cells, cells, MatType.CV_8UC3, values);
            using var smooth = new Mat();
            Cv2.Resize(coarse, smooth, new Size(side, side), 0, 0, InterpolationFlags.Cubic);
            Cv2.AddWeighted(texture, 0.6, smooth, 0.4, 0, texture);
        }
        return texture;
    }

    public void Dispose() => _texture.Dispose();
}

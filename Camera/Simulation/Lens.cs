using OpenCvSharp;

namespace SegEdge.Camera.Simulation;

/// <summary>What glass and sensor do to the light: smear of near ground, softness, dark corners, noise.</summary>
internal sealed class Lens : IDisposable
{
    private const int NoiseRim = 64; // the noise picture is larger by this; each frame takes another part of it

    private readonly FieldConditions _field;
    private readonly Mat _corners, _brighter, _darker;
    private readonly double _softness;

    public Lens(FieldConditions field, int width, int height)
    {
        _field = field;
        var dice = Dice.For(field.Seed, 0x1E5);
        _softness = dice.Between(0.35f, 0.8f);
        var corners = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (u, v) = (2f * x / width - 1, 2f * y / height - 1);
                var dark = 1 - field.Vignette * MathF.Pow((u * u + v * v) / 2, 1.3f);
                corners.AsSpan((y * width + x) * 3, 3).Fill((byte)(255 * dark));
            }
        using var view = Mat.FromPixelData(height, width, MatType.CV_8UC3, corners);
        _corners = view.Clone();
        (_brighter, _darker) = Noise(ref dice, width + NoiseRim, height + NoiseRim, field.Noise);
    }

    /// <summary>Signed noise as two unsigned pictures: one to add, one to take away. Mostly grey, a little coloured, and slightly
    /// clumped, as a sensor's is after it was made a colour picture.</summary>
    private static (Mat Brighter, Mat Darker) Noise(ref Dice dice, int width, int height, float deviation)
    {
        using var colour = new Mat(height, width, MatType.CV_16SC3);
        using var grey = new Mat(height, width, MatType.CV_16SC1);
        var random = new RNG((ulong)dice.Key());
        random.Fill(colour, DistributionType.Normal, Scalar.All(0), Scalar.All(deviation * 8));
        random.Fill(grey, DistributionType.Normal, Scalar.All(0), Scalar.All(deviation * 8));
        using var three = new Mat();
        Cv2.Merge([grey, grey, grey], three);
        using var sum = new Mat();
        Cv2.AddWeighted(three, 0.8, colour, 0.5, 0, sum);
        Cv2.GaussianBlur(sum, sum, new Size(3, 3), 0.5);
        var (brighter, darker) = (new Mat(), new Mat());
        sum.ConvertTo(brighter, MatType.CV_8UC3, 1 / 8.0);
        sum.ConvertTo(darker, MatType.CV_8UC3, -1 / 8.0);
        return (brighter, darker);
    }

    /// <summary>Before glare and mud: what happens to the scene while the shutter is open.</summary>
    public void Smear(Mat picture, in PinholeCamera camera)
    {
        // Bands of equal blur; a pixel of ground moves speed · exposure · focal · height / depth² rows.
        var bottom = picture.Height;
        for (var pixels = 7; pixels >= 3; pixels -= 2)
        {
            // The depth at which the ground moves so far.
            var depth = MathF.Sqrt(_field.Speed * _field.Exposure * camera.FocalPx * camera.Height / (pixels - 1));
            var row = (int)camera.Project(new System.Numerics.Vector3(camera.X, Math.Max(0.01f, ForwardOf(camera, depth)), 0)).Y;
            row = Math.Clamp(row, 0, bottom);
            if (bottom - row < pixels) continue;
            using var band = new Mat(picture, new Rect(0, row, picture.Width, bottom - row));
            Cv2.Blur(band, band, new Size(1, pixels));
            bottom = row;
        }
        Cv2.GaussianBlur(picture, picture, new Size(3, 3), _softness);
    }

    private static float ForwardOf(in PinholeCamera camera, float depth) =>
        (depth - camera.DepthOfGround(0)) / (camera.DepthOfGround(1) - camera.DepthOfGround(0));

    /// <summary>After glare and mud: corners and noise.</summary>
    public void Expose(Mat picture, long frame)
    {
        Cv2.Multiply(picture, _corners, picture, 1 / 255.0);
        var dice = Dice.For(_field.Seed, frame, 0x5E);
        var part = new Rect(dice.Below(NoiseRim), dice.Below(NoiseRim), picture.Width, picture.Height);
        using var brighter = new Mat(_brighter, part);
        using var darker = new Mat(_darker, part);
        Cv2.Add(picture, brighter, picture);
        Cv2.Subtract(picture, darker, picture);
    }

    public void Dispose()
    {
        _corners.Dispose();
        _brighter.Dispose();
        _darker.Dispose();
    }
}

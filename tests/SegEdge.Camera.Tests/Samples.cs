using OpenCvSharp;
using SegEdge.Testing;

namespace SegEdge.Camera.Tests;

/// <summary>Small pictures and videos with known content: picture n is a ramp in blue and red over a green level of 40 n.</summary>
internal static class Samples
{
    public static readonly PictureSize Size = new(64, 48);

    public static TestFrame.Paint Picture(int number) => (x, y) => ((byte)(2 * x), (byte)(40 * number), (byte)(4 * y));

    public static Mat MatOf(int number)
    {
        using var frame = TestFrame.Of(Size.Width, Size.Height, Picture(number));
        var shared = frame.Picture;
        return shared.Clone();
    }

    public static string WritePng(string path, int number)
    {
        using var picture = MatOf(number);
        Assert.True(Cv2.ImWrite(path, picture));
        return path;
    }

    public static string WriteVideo(string path, int pictures)
    {
        using var writer = new VideoWriter(path, FourCC.MJPG, 10, new Size(Size.Width, Size.Height));
        Assert.True(writer.IsOpened(), "OpenCV has no writer for Motion JPEG");
        for (var n = 0; n < pictures; n++)
        {
            using var picture = MatOf(n);
            writer.Write(picture);
        }
        return path;
    }

    public static void AssertIs(int number, Frame frame)
    {
        using var expected = TestFrame.Of(Size.Width, Size.Height, Picture(number));
        Assert.True(frame.Pixels.SequenceEqual(expected.Pixels), $"not every byte of picture {number} is right");
    }

    /// <summary>For lossy formats: neighbours differ by 40 in green, compression by a few levels.</summary>
    public static void AssertIsAbout(int number, Frame frame)
    {
        using var expected = TestFrame.Of(Size.Width, Size.Height, Picture(number));
        double difference = 0;
        for (var i = 0; i < frame.Pixels.Length; i++) difference += Math.Abs(frame.Pixels[i] - expected.Pixels[i]);
        Assert.InRange(difference / frame.Pixels.Length, 0, 5);
    }
}

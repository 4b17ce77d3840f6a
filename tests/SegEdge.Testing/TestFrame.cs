using SegEdge.Camera;

namespace SegEdge.Testing;

/// <summary>Frames without a camera.</summary>
public static class TestFrame
{
    /// <summary>What a picture shows at one pixel.</summary>
    public delegate (byte Blue, byte Green, byte Red) Paint(int x, int y);

    /// <summary>A frame of a pool of its own.</summary>
    public static Frame Of(int width, int height, Paint paint, long number = 0)
    {
        var frame = Empty(width, height);
        frame.Stamp(number, 0, DateTimeOffset.UnixEpoch);
        Fill(frame, paint);
        return frame;
    }

    /// <param name="pixels">uint8 BGR, [height, width, 3].</param>
    public static Frame Of(int width, int height, ReadOnlySpan<byte> pixels)
    {
        var frame = Empty(width, height);
        pixels.CopyTo(frame.Pixels);
        return frame;
    }

    /// <summary>Every byte random, the same for the same seed.</summary>
    public static Frame Noise(int width, int height, int seed)
    {
        var frame = Empty(width, height);
        new Random(seed).NextBytes(frame.Pixels);
        return frame;
    }

    public static void Fill(Frame frame, Paint paint)
    {
        var pixels = frame.Pixels;
        for (var y = 0; y < frame.Size.Height; y++)
            for (var x = 0; x < frame.Size.Width; x++)
            {
                var i = ((y * frame.Size.Width) + x) * 3;
                (pixels[i], pixels[i + 1], pixels[i + 2]) = paint(x, y);
            }
    }

    private static Frame Empty(int width, int height) =>
        new FramePool(1, new PictureSize(width, height)).TryRent(out var frame) ? frame : throw new InvalidOperationException("an empty pool");
}

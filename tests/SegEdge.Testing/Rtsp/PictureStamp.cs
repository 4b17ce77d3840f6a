using System.Diagnostics;
using SegEdge.Camera;

namespace SegEdge.Testing;

/// <summary>Reads the time that the RTSP server stamped into a picture: 40 black or white blocks along the upper edge, the monotonic clock's
/// milliseconds, highest bit first. Both processes read the same clock of the machine.</summary>
public static class PictureStamp
{
    private const int Bits = 40;

    /// <summary>From the making of the picture in the server to this call: encoder, network, decoder and pipe.</summary>
    public static TimeSpan AgeOf(Frame frame) => TimeSpan.FromMilliseconds(Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency - Read(frame));

    /// <summary>Milliseconds of the monotonic clock.</summary>
    public static long Read(Frame frame) => Read(frame.Pixels, frame.Size);

    /// <param name="pixels">BGR without padding.</param>
    public static long Read(ReadOnlySpan<byte> pixels, PictureSize size)
    {
        var (width, row) = (size.Width, size.Height / 32);
        long stamp = 0;
        for (var bit = 0; bit < Bits; bit++)
        {
            var middle = ((width * bit / Bits) + (width * (bit + 1) / Bits)) / 2;
            stamp = stamp << 1 | (pixels[((row * width) + middle) * 3 + 1] > 127 ? 1L : 0);
        }
        return stamp;
    }
}

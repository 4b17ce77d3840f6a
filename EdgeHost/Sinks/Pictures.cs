using OpenCvSharp;

namespace SegEdge.EdgeHost.Sinks;

/// <summary>JPEGs of camera pictures.</summary>
internal static class Pictures
{
    /// <param name="picture">uint8 BGR.</param>
    /// <param name="maxWidthPx">Wider pictures are made smaller, in proportion.</param>
    public static byte[] Jpeg(Mat picture, int maxWidthPx, int quality)
    {
        if (picture.Width <= maxWidthPx) return Encode(picture, quality);
        using var small = new Mat();
        var height = (int)Math.Round((double)picture.Height * maxWidthPx / picture.Width);
        Cv2.Resize(picture, small, new Size(maxWidthPx, height), interpolation: InterpolationFlags.Area);
        return Encode(small, quality);
    }

    /// <summary>Lossless. OpenCV's own file writing says of a full disk no more than false.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WritePng(string path, Mat picture)
    {
        Cv2.ImEncode(".png", picture, out var bytes);
        File.WriteAllBytes(path, bytes);
    }

    private static byte[] Encode(Mat picture, int quality)
    {
        Cv2.ImEncode(".jpg", picture, out var bytes, [(int)ImwriteFlags.JpegQuality, quality]);
        return bytes;
    }
}

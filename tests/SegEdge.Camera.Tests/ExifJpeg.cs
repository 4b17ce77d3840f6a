using OpenCvSharp;

namespace SegEdge.Camera.Tests;

/// <summary>A JPEG that says how it is to be turned.</summary>
internal static class ExifJpeg
{
    public static byte[] Encode(Mat picture, byte orientation)
    {
        Assert.True(Cv2.ImEncode(".jpg", picture, out var jpeg));
        byte[] tiff =
        [
            (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, // little-endian, first directory at 8
            1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, // one entry: tag 0x0112, one short
            0, 0, 0, 0, // no further directory
        ];
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        var length = body.Length + 2;
        // APP1 right behind the start of image.
        return [.. jpeg.AsSpan(0, 2), 0xff, 0xe1, (byte)(length >> 8), (byte)length, .. body, .. jpeg.AsSpan(2)];
    }
}

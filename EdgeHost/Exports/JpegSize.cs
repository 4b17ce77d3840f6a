using System.Buffers.Binary;

namespace SegEdge.EdgeHost.Exports;

/// <summary>The size of a JPEG from its header: what a device sent is not unpacked for two numbers.</summary>
/// <remarks>ITU-T T.81, annex B: markers, and the frame header SOFn.</remarks>
internal static class JpegSize
{
    private const byte StartOfScan = 0xDA, FirstFrame = 0xC0, LastFrame = 0xCF;

    // DHT, JPG, DAC: between the frame markers, and none of them.
    private static readonly byte[] NoFrames = [0xC4, 0xC8, 0xCC];

    /// <returns>Null where it is no JPEG.</returns>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> file)
    {
        if (file.Length < 4 || file[0] != 0xFF || file[1] != 0xD8) return null;
        for (var at = 2; at + 9 <= file.Length;)
        {
            if (file[at] != 0xFF) return null;
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++; // padding
                continue;
            }

            if (marker == StartOfScan) return null;
            if (marker is >= FirstFrame and <= LastFrame && !NoFrames.Contains(marker))
            {
                var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]));
                return width > 0 && height > 0 ? (width, height) : null;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return null;
    }
}

using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace SegEdge.Fleet.Simulation;

/// <summary>Makes copies of one picture different files, as two moments are: with a comment that no decoder shows. Else an archive would keep all of them once.</summary>
internal static class PictureStamp
{
    private const int PngHeaderEnd = 8 + 12 + 13; // signature, then IHDR with 13 bytes of body

    /// <summary>A comment segment after the start of image (ITU-T T.81, B.2.4.5).</summary>
    public static byte[] Jpeg(ReadOnlySpan<byte> jpeg, string text)
    {
        var comment = Encoding.ASCII.GetBytes(text);
        var stamped = new byte[jpeg.Length + 4 + comment.Length];
        jpeg[..2].CopyTo(stamped);
        (stamped[2], stamped[3]) = (0xff, 0xfe);
        BinaryPrimitives.WriteUInt16BigEndian(stamped.AsSpan(4), (ushort)(comment.Length + 2));
        comment.CopyTo(stamped, 6);
        jpeg[2..].CopyTo(stamped.AsSpan(6 + comment.Length));
        return stamped;
    }

    /// <summary>A <c>tEXt</c> chunk after the header, which readers may skip.</summary>
    public static byte[] Png(ReadOnlySpan<byte> png, string text)
    {
        var body = Encoding.Latin1.GetBytes("tEXtComment\0" + text);
        var stamped = new byte[png.Length + 8 + body.Length];
        png[..PngHeaderEnd].CopyTo(stamped);
        var chunk = stamped.AsSpan(PngHeaderEnd);
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length - 4);
        body.CopyTo(chunk[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[(4 + body.Length)..], Crc32.HashToUInt32(body));
        png[PngHeaderEnd..].CopyTo(chunk[(8 + body.Length)..]);
        return stamped;
    }
}

using System.Buffers.Binary;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>The binary frame on <c>/api/live</c>: JSON, JPEG, then one PNG per head, each after its length as u32le.</summary>
public static class LiveMessage
{
    public static byte[] Encode(LivePicture picture)
    {
        var length = 8 + picture.Json.Length + picture.Jpeg.Length + picture.Masks.Sum(m => 4 + m.Length);
        var message = new byte[length];
        var rest = Append(message, picture.Json.Span);
        rest = Append(rest, picture.Jpeg.Span);
        foreach (var mask in picture.Masks) rest = Append(rest, mask.Span);
        return message;
    }

    private static Span<byte> Append(Span<byte> target, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)part.Length);
        part.CopyTo(target[4..]);
        return target[(4 + part.Length)..];
    }
}

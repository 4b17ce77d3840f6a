using System.Buffers.Binary;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>A binary answer of several parts, each after its length as u32le.</summary>
public static class LiveMessage
{
    /// <summary>As on <c>/api/live</c>: JSON, JPEG, then one PNG per head.</summary>
    public static byte[] Encode(LivePicture picture) => Encode([picture.Json, picture.Jpeg, .. picture.Masks]);

    public static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var message = new byte[parts.Sum(part => sizeof(uint) + part.Length)];
        var rest = message.AsSpan();
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)part.Length);
            part.Span.CopyTo(rest[sizeof(uint)..]);
            rest = rest[(sizeof(uint) + part.Length)..];
        }

        return message;
    }
}

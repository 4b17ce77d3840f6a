using System.Buffers.Binary;
using System.IO.Hashing;

namespace SegEdge.Telemetry.Fuzz;

/// <summary>The CRC of each chunk, as long as the lengths lead from one to the next.</summary>
internal static class PngChecksums
{
    public static void Repair(byte[] file)
    {
        for (var at = 8; file.Length - at >= 12;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12) return;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.HashToUInt32(file.AsSpan(at + 4, (int)length + 4)));
            at += (int)length + 12;
        }
    }
}

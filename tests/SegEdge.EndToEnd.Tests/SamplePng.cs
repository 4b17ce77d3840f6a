using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Indexed PNGs, 4 or 8 bits, filter 0. Written a second time on purpose: the page reads the contract, not our encoder.</summary>
public static class SamplePng
{
    public static byte[] Encode(byte[] indices, int width, int height, IReadOnlyList<(byte R, byte G, byte B)> palette)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var depth = palette.Count <= 16 ? 4 : 8;
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)depth;
        header[9] = 3;
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "PLTE"u8, palette.SelectMany(c => new[] { c.R, c.G, c.B }).ToArray());
        Chunk(file, "IDAT"u8, Deflated(indices, width, height, depth));
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Deflated(byte[] indices, int width, int height, int depth)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                var row = new byte[1 + (((width * depth) + 7) / 8)];
                for (var x = 0; x < width; x++)
                {
                    var index = indices[(y * width) + x];
                    if (depth == 8) row[1 + x] = index;
                    else row[1 + (x / 2)] |= (byte)(x % 2 == 0 ? index << 4 : index);
                }
                zlib.Write(row);
            }
        }
        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(body);
        file.Write(type);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}

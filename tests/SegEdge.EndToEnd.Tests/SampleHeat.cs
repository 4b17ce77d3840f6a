using System.Buffers.Binary;
using System.IO.Compression;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Heat blobs by the contract: row delta and raw deflate for smooth unsigned maps, plain int8 for signed ones.</summary>
public static class SampleHeat
{
    public const int Width = 32, Height = 24;

    /// <summary>A hill around a point, its middle at (cx, cy) of the grid, 0..1; signed maps get a valley beside it.</summary>
    public static byte[] Hill(double cx, double cy, (int X, int Y, int W, int H) rect, bool keepsSign)
    {
        var file = new byte[32];
        "SGH1"u8.CopyTo(file);
        (file[4], file[5], file[6], file[7]) = (1, (byte)(keepsSign ? 2 : 1), (byte)(keepsSign ? 0 : 1), (byte)(keepsSign ? 0 : 1));
        var fields = new[] { Width, Height, rect.X, rect.Y, rect.W, rect.H };
        for (var i = 0; i < fields.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8 + (2 * i)), (ushort)fields[i]);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(20), keepsSign ? -0.42f : 0f);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(24), keepsSign ? 0.9f : 0.031f);
        var cells = new byte[Width * Height];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = Cell((i % Width / (double)Width) - cx, (i / Width / (double)Height) - cy, keepsSign);
        return keepsSign ? [.. file, .. cells] : [.. file, .. Deflated(Delta(cells))];
    }

    private static byte Cell(double dx, double dy, bool keepsSign)
    {
        var hill = Math.Exp(-((dx * dx) + (dy * dy)) / 0.018);
        if (!keepsSign) return (byte)Math.Round(255 * Math.Min(1, hill + (0.25 * Math.Exp(-dx * dx / 0.2))));
        var valley = 0.47 * Math.Exp(-(((dx + 0.28) * (dx + 0.28)) + (dy * dy)) / 0.02);
        return (byte)(sbyte)Math.Round(127 * Math.Clamp(hill - valley, -1, 1));
    }

    private static byte[] Delta(byte[] cells) =>
        cells.Select((cell, i) => (byte)(cell - (i % Width == 0 ? 0 : cells[i - 1]))).ToArray();

    private static byte[] Deflated(byte[] cells)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(cells);
        return packed.ToArray();
    }
}

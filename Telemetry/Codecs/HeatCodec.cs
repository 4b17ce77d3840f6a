using System.Buffers.Binary;
using System.IO.Compression;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Codecs;

/// <summary>Saliency grids as <c>application/vnd.segedge.heat</c>: 32-byte header, then one byte per cell, maybe deflated.</summary>
/// <remarks>Telemetry design, section 4; the byte layout is in docs/contract/README.md. int8 is v/127 x max(|min|,|max|), so zero stays
/// zero and sign survives; uint8 is min + v/255 x (max-min). Error is at most half a step.</remarks>
public static class HeatCodec
{
    public const int HeaderBytes = 32;

    /// <summary>Cells a side that a decoder accepts; native grids are far below.</summary>
    public const int MaxSide = 512;

    /// <param name="values">Finite, rows from the top.</param>
    /// <param name="rect">Where the grid lies, in frame pixels, 0..65535 each.</param>
    /// <param name="keepSign">True for methods whose sign means something: zero is kept exactly. False spends all steps on
    /// min..max.</param>
    /// <exception cref="ArgumentException">Size, rectangle or a value does not fit; the message names it.</exception>
    public static byte[] Encode(ReadOnlySpan<float> values, GridSize cells, PixelRect rect, bool keepSign)
    {
        var (min, max) = HeatCells.Check(values, cells, rect);
        var raw = HeatCells.Quantise(values, min, max, keepSign);
        var delta = HeatCells.Delta(raw, cells.W);
        var (plain, filtered) = (Deflate(raw), Deflate(delta));
        // Smooth maps shrink with the row delta, noise does not, tiny grids shrink with neither.
        var (filter, compression, body) =
            filtered.Length < Math.Min(plain.Length, raw.Length) ? (1, 1, filtered)
            : plain.Length < raw.Length ? (0, 1, plain)
            : (0, 0, raw);

        var file = new byte[HeaderBytes + body.Length];
        var header = file.AsSpan();
        "SGH1"u8.CopyTo(header);
        header[4] = 1;
        header[5] = (byte)(keepSign ? 2 : 1);
        (header[6], header[7]) = ((byte)filter, (byte)compression);
        ReadOnlySpan<int> fields = [cells.W, cells.H, rect.X, rect.Y, rect.W, rect.H];
        for (var i = 0; i < fields.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(header[(8 + (2 * i))..], (ushort)fields[i]);
        BinaryPrimitives.WriteSingleLittleEndian(header[20..], min);
        BinaryPrimitives.WriteSingleLittleEndian(header[24..], max);
        body.CopyTo(header[HeaderBytes..]);
        return file;
    }

    /// <exception cref="TelemetryFormatException">Not this format, damaged, or above <see cref="MaxSide"/>.</exception>
    public static HeatMap Decode(ReadOnlySpan<byte> file)
    {
        var head = HeatHeader.Read(file);
        var body = file[HeaderBytes..];
        var count = head.Cells.W * head.Cells.H;
        var raw = head.Deflated ? Inflate(body, count) : body.ToArray();
        if (raw.Length != count)
            throw new TelemetryFormatException($"Heat body holds {raw.Length} cells, expected {head.Cells.W}x{head.Cells.H} = {count}.");
        if (head.Delta) HeatCells.UndoDelta(raw, head.Cells.W);
        return new(head.Cells, HeatCells.Restore(raw, head.Min, head.Max, head.KeepsSign), head.Rect, head.Min, head.Max, head.KeepsSign);
    }

    private static byte[] Deflate(byte[] raw)
    {
        using var packed = new MemoryStream(raw.Length);
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) deflate.Write(raw);
        return packed.ToArray();
    }

    // One byte beyond what is expected: enough to see that a body is too long, whatever it would inflate to.
    private static byte[] Inflate(ReadOnlySpan<byte> body, int count)
    {
        var raw = new byte[count + 1];
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(body.ToArray(), writable: false), CompressionMode.Decompress);
            return raw[..deflate.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new TelemetryFormatException($"Heat body of {body.Length} bytes does not inflate to {count} cells: {e.Message}", e);
        }
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace SegEdge.Telemetry.Codecs;

/// <summary>Class maps as palette PNG (telemetry design, section 4): pixel = class index, palette = class colours.</summary>
/// <remarks>Only IHDR, PLTE, IDAT and IEND are written: a gAMA, iCCP, sRGB or tRNS chunk would let a browser change the colours that
/// it is to map back to classes. Filter 0, because differences of class numbers compress worse than the numbers.
/// W3C, Portable Network Graphics (PNG) Specification.</remarks>
public static class IndexedPng
{
    /// <summary>Larger pictures are refused, both ways: a decoder must not be talked into gigabytes.</summary>
    public const int MaxPixels = 64 * 1024 * 1024;

    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <param name="indices">One byte per pixel, each below the palette's count.</param>
    /// <param name="palette">1 to 256 colours, all different; the count decides the bit depth: 1, 2, 4 or 8.</param>
    /// <exception cref="ArgumentException">Size, an index or a colour is wrong; the message names the first one.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> indices, int width, int height, IReadOnlyList<Rgb> palette)
    {
        CheckSize(indices.Length, width, height);
        CheckPalette(palette);
        var worst = indices.IndexOfAnyExceptInRange((byte)0, (byte)(palette.Count - 1));
        if (worst >= 0)
            throw new ArgumentException($"Pixel {worst % width},{worst / width} is class {indices[worst]}, the "
                + $"palette holds {palette.Count} colours.");

        var depth = BitDepth(palette.Count);
        // A class map is mostly runs: an eighth of the raw size is rarely exceeded, and the stream grows if it is.
        using var file = new MemoryStream(1024 + (indices.Length / 8));
        file.Write(Signature);
        WriteHeader(file, width, height, depth);
        WritePalette(file, palette);
        var data = StartChunk(file, "IDAT"u8);
        using (var zlib = new ZLibStream(file, CompressionLevel.Optimal, leaveOpen: true)) WriteRows(zlib, indices, width, depth);
        EndChunk(file, data);
        EndChunk(file, StartChunk(file, "IEND"u8));
        return file.ToArray();
    }

    /// <summary>Reads non-interlaced palette PNGs of 1, 2, 4 or 8 bits and greyscale ones of 8 bits; label masks of data sets are
    /// those.</summary>
    /// <exception cref="TelemetryFormatException">Anything else, damaged, or above <see cref="MaxPixels"/>.</exception>
    public static IndexedImage Decode(ReadOnlySpan<byte> file) => new PngChunks().Read(file).ToImage();

    internal static int BitDepth(int colours) => colours switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };

    private static void WriteHeader(MemoryStream file, int width, int height, int depth)
    {
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = (byte)depth;
        header[9] = 3; // palette; compression, filter method and interlace stay 0
        var start = StartChunk(file, "IHDR"u8);
        file.Write(header);
        EndChunk(file, start);
    }

    private static void WritePalette(MemoryStream file, IReadOnlyList<Rgb> palette)
    {
        var start = StartChunk(file, "PLTE"u8);
        foreach (var (r, g, b) in palette) file.Write([r, g, b]);
        EndChunk(file, start);
    }

    private static void WriteRows(ZLibStream zlib, ReadOnlySpan<byte> indices, int width, int depth)
    {
        var row = new byte[1 + PngFilters.RowBytes(width, depth)]; // row[0] = filter 0
        for (; !indices.IsEmpty; indices = indices[width..])
        {
            PngFilters.Pack(indices[..width], depth, row.AsSpan(1));
            zlib.Write(row);
        }
    }

    private static int StartChunk(MemoryStream file, ReadOnlySpan<byte> type)
    {
        var start = (int)file.Position;
        file.Write([0, 0, 0, 0]); // length, filled in by EndChunk
        file.Write(type);
        return start;
    }

    private static void EndChunk(MemoryStream file, int start)
    {
        var chunk = file.GetBuffer().AsSpan(start, (int)file.Position - start);
        BinaryPrimitives.WriteInt32BigEndian(chunk, chunk.Length - 8);
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(chunk[4..])); // type and data, not the length
        file.Write(crc);
    }

    private static void CheckSize(int pixels, int width, int height)
    {
        if (width < 1 || height < 1 || (long)width * height > MaxPixels)
            throw new ArgumentException($"Picture is {width}x{height}, expected at least 1x1 and at most {MaxPixels} pixels.");
        if ((long)width * height != pixels)
            throw new ArgumentException($"{pixels} indices for {width}x{height}, expected {(long)width * height}.");
    }

    private static void CheckPalette(IReadOnlyList<Rgb> palette)
    {
        if (palette.Count is < 1 or > 256) throw new ArgumentException($"Palette holds {palette.Count} colours, expected 1 to 256.");
        var seen = new Dictionary<Rgb, int>();
        for (var i = 0; i < palette.Count; i++)
        {
            if (!seen.TryAdd(palette[i], i))
                throw new ArgumentException($"Classes {seen[palette[i]]} and {i} both have colour {palette[i]}; "
                    + "give each its own, or a viewer cannot tell them apart.");
        }
    }
}

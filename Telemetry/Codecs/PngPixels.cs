using System.IO.Compression;
using System.Runtime.InteropServices;

namespace SegEdge.Telemetry.Codecs;

/// <summary>Inflates the rows of a checked PNG, undoes their filters and unpacks them.</summary>
internal static class PngPixels
{
    // Deflate's best case: 258 bytes from 2 bits.
    private const int MostPerByte = 1032;

    public static byte[] Decode(PngChunks png)
    {
        var rowBytes = PngFilters.RowBytes(png.Width, png.Depth);
        // Before anything large is allocated: a few bytes cannot hold the picture they claim.
        if ((rowBytes + 1L) * png.Height > (long)png.Data.Length * MostPerByte)
            throw new TelemetryFormatException($"PNG claims {png.Width}x{png.Height} in {png.Data.Length} bytes of "
                + $"data; no deflate stream is that dense.");
        try
        {
            using var zlib = new ZLibStream(AsStream(png.Data), CompressionMode.Decompress);
            var indices = Rows(zlib, png, rowBytes);
            if (zlib.ReadByte() >= 0) throw new TelemetryFormatException($"PNG data goes on after the last of {png.Height} rows.");
            return indices;
        }
        // InvalidData: the stream is no zlib. IO: zlib gave up inside. Both are damage from outside.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new TelemetryFormatException($"PNG data of {png.Data.Length} bytes does not inflate to "
                + $"{png.Width}x{png.Height}: {e.Message}", e);
        }
    }

    private static MemoryStream AsStream(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetArray(data, out var bytes)
            ? new(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : new(data.ToArray(), writable: false);

    private static byte[] Rows(ZLibStream zlib, PngChunks png, int rowBytes)
    {
        var indices = new byte[png.Width * png.Height];
        var (row, above) = (new byte[rowBytes + 1], new byte[rowBytes + 1]); // [0] = filter
        for (var y = 0; y < png.Height; y++)
        {
            zlib.ReadExactly(row);
            if (!PngFilters.Undo(row[0], row.AsSpan(1), above.AsSpan(1)))
                throw new TelemetryFormatException($"PNG row {y} has filter {row[0]}, expected 0 to 4.");
            var pixels = indices.AsSpan(y * png.Width, png.Width);
            PngFilters.Unpack(row.AsSpan(1), png.Depth, pixels);
            CheckRow(pixels, y, png);
            (row, above) = (above, row);
        }

        return indices;
    }

    private static void CheckRow(ReadOnlySpan<byte> pixels, int y, PngChunks png)
    {
        if (png.Grey) return;
        var x = pixels.IndexOfAnyExceptInRange((byte)0, (byte)(png.Palette.Count - 1));
        if (x >= 0) throw new TelemetryFormatException($"PNG pixel {x},{y} is {pixels[x]}, the palette holds {png.Palette.Count} colours.");
    }
}

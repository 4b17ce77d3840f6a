using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace SegEdge.Telemetry.Codecs;

/// <summary>Walks the chunks of a PNG, checks order, lengths and CRCs, and collects what the picture needs.</summary>
internal sealed class PngChunks
{
    private readonly ArrayBufferWriter<byte> _data = new();
    private readonly List<Rgb> _palette = [];
    private bool _dataEnded;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public int Depth { get; private set; }

    public bool Grey { get; private set; }

    public IReadOnlyList<Rgb> Palette => _palette;

    public ReadOnlyMemory<byte> Data => _data.WrittenMemory;

    public PngChunks Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(IndexedPng.Signature))
            throw new TelemetryFormatException($"PNG starts with {Convert.ToHexString(file[..Math.Min(8, file.Length)])}, "
                + $"expected {Convert.ToHexString(IndexedPng.Signature)}.");
        var at = IndexedPng.Signature.Length;
        while (true)
        {
            var body = Next(file, ref at, out var type);
            if (Width == 0 && type != "IHDR") throw new TelemetryFormatException($"First PNG chunk is '{type}', expected IHDR.");
            if (type == "IEND") return Finish();
            Take(type, body);
        }
    }

    public IndexedImage ToImage() => new(Width, Height, PngPixels.Decode(this), _palette);

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> file, ref int at, out string type)
    {
        if (file.Length - at < 12)
            throw new TelemetryFormatException($"PNG ends at byte {file.Length} without an IEND chunk; it is cut short.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        type = Encoding.Latin1.GetString(file.Slice(at + 4, 4));
        if (length > file.Length - at - 12)
            throw new TelemetryFormatException($"PNG chunk '{type}' at byte {at} claims {length} bytes, {file.Length - at - 12} are left.");
        var hashed = file.Slice(at + 4, (int)length + 4);
        var crc = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8 + (int)length)..]);
        var expected = Crc32.HashToUInt32(hashed);
        if (crc != expected)
            throw new TelemetryFormatException($"PNG chunk '{type}' at byte {at} has CRC {crc:x8}, expected {expected:x8}.");
        at += (int)length + 12;
        return hashed[4..];
    }

    private void Take(string type, ReadOnlySpan<byte> body)
    {
        if (type != "IDAT" && _data.WrittenCount > 0) _dataEnded = true;
        switch (type)
        {
            case "IHDR": TakeHeader(body); break;
            case "PLTE": TakePalette(body); break;
            case "IDAT" when _dataEnded: throw new TelemetryFormatException("PNG has IDAT chunks apart from each other, expected one run.");
            case "IDAT": _data.Write(body); break;
            // Lower case first letter: PNG lets a reader skip what it does not know.
            case [>= 'a' and <= 'z', ..]: break;
            default: throw new TelemetryFormatException($"PNG has a critical chunk '{type}', expected IHDR, PLTE, IDAT and IEND only.");
        }
    }

    private void TakeHeader(ReadOnlySpan<byte> body)
    {
        if (Width != 0) throw new TelemetryFormatException("PNG has two IHDR chunks, expected one.");
        if (body.Length != 13) throw new TelemetryFormatException($"PNG IHDR holds {body.Length} bytes, expected 13.");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(body), BinaryPrimitives.ReadUInt32BigEndian(body[4..]));
        if (width == 0 || height == 0 || (ulong)width * height > IndexedPng.MaxPixels)
            throw new TelemetryFormatException($"PNG is {width}x{height}, expected at least 1x1 and at most "
                + $"{IndexedPng.MaxPixels} pixels.");
        var (depth, colour) = (body[8], body[9]);
        if (!((colour == 3 && depth is 1 or 2 or 4 or 8) || (colour == 0 && depth == 8)))
            throw new TelemetryFormatException($"PNG has colour type {colour} with {depth} bits, expected type 3 "
                + $"(palette) with 1, 2, 4 or 8 "
                + "or type 0 (grey) with 8: a mask holds numbers, not colours.");
        if (body[10] != 0 || body[11] != 0 || body[12] != 0)
            throw new TelemetryFormatException($"PNG has compression, filter, interlace {body[10]}, {body[11]}, "
                + $"{body[12]}, expected 0, 0, 0 "
                + "(interlaced files are not read; save it without).");
        (Width, Height, Depth, Grey) = ((int)width, (int)height, depth, colour == 0);
    }

    private void TakePalette(ReadOnlySpan<byte> body)
    {
        if (Grey) throw new TelemetryFormatException("Grey PNG has a PLTE chunk, expected none.");
        if (_palette.Count > 0 || _data.WrittenCount > 0)
            throw new TelemetryFormatException("PNG has a second or late PLTE chunk, expected one before IDAT.");
        if (body.Length == 0 || body.Length % 3 != 0 || body.Length / 3 > 1 << Depth)
            throw new TelemetryFormatException($"PNG PLTE holds {body.Length} bytes, expected 3 per colour and at "
                + $"most {1 << Depth} colours.");
        for (; !body.IsEmpty; body = body[3..]) _palette.Add(new(body[0], body[1], body[2]));
    }

    private PngChunks Finish()
    {
        if (!Grey && _palette.Count == 0) throw new TelemetryFormatException("Palette PNG has no PLTE chunk, expected one.");
        if (_data.WrittenCount == 0) throw new TelemetryFormatException("PNG has no IDAT chunk, expected one.");
        return this;
    }
}

using System.Buffers.Binary;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Codecs;

/// <summary>The 32 bytes in front of a heat grid, little-endian, checked field by field.</summary>
internal sealed record HeatHeader(GridSize Cells, PixelRect Rect, float Min, float Max, bool KeepsSign, bool Delta, bool Deflated)
{
    public static HeatHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeatCodec.HeaderBytes)
            throw new TelemetryFormatException($"Heat blob holds {file.Length} bytes, expected a header of {HeatCodec.HeaderBytes}.");
        if (!file.StartsWith("SGH1"u8))
            throw new TelemetryFormatException($"Heat blob starts with {Convert.ToHexString(file[..4])}, expected 53474831 (SGH1).");
        Expect(file[4] == 1, "version", file[4], "1");
        Expect(file[5] is 1 or 2, "type", file[5], "1 (uint8) or 2 (int8)");
        Expect(file[6] <= 1, "filter", file[6], "0 (none) or 1 (row delta)");
        Expect(file[7] <= 1, "compression", file[7], "0 (none) or 1 (raw deflate)");
        var (w, h) = (UInt16(file, 8), UInt16(file, 10));
        Expect(w is >= 1 and <= HeatCodec.MaxSide, "grid width", w, $"1 to {HeatCodec.MaxSide}");
        Expect(h is >= 1 and <= HeatCodec.MaxSide, "grid height", h, $"1 to {HeatCodec.MaxSide}");
        var rect = new PixelRect(UInt16(file, 12), UInt16(file, 14), UInt16(file, 16), UInt16(file, 18));
        Expect(rect.W >= 1 && rect.H >= 1, "rectangle", rect, "a width and a height of at least 1 pixel");
        var (min, max) = (BinaryPrimitives.ReadSingleLittleEndian(file[20..]), BinaryPrimitives.ReadSingleLittleEndian(file[24..]));
        Expect(float.IsFinite(min) && float.IsFinite(max) && min <= max, "range", $"{min}..{max}", "finite numbers, min <= max");
        var reserved = BinaryPrimitives.ReadUInt32LittleEndian(file[28..]);
        Expect(reserved == 0, "last field", reserved, "0");
        return new(new(w, h), rect, min, max, KeepsSign: file[5] == 2, Delta: file[6] == 1, Deflated: file[7] == 1);
    }

    private static int UInt16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static void Expect(bool right, string field, object found, string expected)
    {
        if (!right) throw new TelemetryFormatException($"Heat {field} is {found}, expected {expected}.");
    }
}

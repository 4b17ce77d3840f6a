using System.Globalization;

namespace SegEdge.Pipeline.Models;

/// <summary>A colour of a palette, written "#rrggbb" in manifests.</summary>
public readonly record struct Rgb24(byte R, byte G, byte B)
{
    public static Rgb24 Parse(string text) =>
        TryParse(text, out var color) ? color : throw new FormatException($"'{text}' is no colour, expected '#rrggbb'.");

    public static bool TryParse(string? text, out Rgb24 color)
    {
        color = default;
        if (text is not ['#', ..] || text.Length != 7) return false;
        if (!uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        color = new Rgb24((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";
}

using System.Globalization;

namespace SegEdge.Telemetry.Codecs;

/// <summary>A colour, 8 bits a channel, written <c>#rrggbb</c>.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";

    /// <exception cref="TelemetryFormatException">Not <c>#</c> and six hex digits.</exception>
    public static Rgb Parse(string text) =>
        text is ['#', ..] && text.Length == 7
        && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var v)
            ? new((byte)(v >> 16), (byte)(v >> 8), (byte)v)
            : throw new TelemetryFormatException($"Colour is '{text}', expected #rrggbb as in #1f77b4.");
}

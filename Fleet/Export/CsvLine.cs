using System.Globalization;
using System.Text;

namespace SegEdge.Fleet.Export;

/// <summary>A line of RFC 4180 that a spreadsheet does not run: what devices and people wrote and what begins like a formula gets an apostrophe before it.</summary>
/// <remarks>An apostrophe of the text's own gets another one, so a reader that takes one from the front of every text has the text as it was.
/// Numbers, times and booleans are ours and stay as they are.</remarks>
public sealed class CsvLine
{
    private const string Formula = "=+-@\t\r\n'";

    private readonly StringBuilder _text = new();
    private bool _isBegun;

    public CsvLine Add(string? text)
    {
        Separate();
        if (string.IsNullOrEmpty(text)) return this;
        var quoted = text.AsSpan().ContainsAny(",\"\r\n");
        if (quoted) _text.Append('"');
        if (Formula.Contains(text[0], StringComparison.Ordinal)) _text.Append('\'');
        _text.Append(quoted ? text.Replace("\"", "\"\"", StringComparison.Ordinal) : text);
        if (quoted) _text.Append('"');
        return this;
    }

    /// <summary>Null and what is not finite: nothing.</summary>
    public CsvLine Add(double? number)
    {
        Separate();
        if (number is { } value && double.IsFinite(value)) _text.Append(value.ToString("R", CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>UTC, as in 2026-05-04T10:30:00.000Z.</summary>
    public CsvLine Add(DateTimeOffset? time)
    {
        Separate();
        if (time is { } value) _text.Append(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        return this;
    }

    public CsvLine Add(bool? value)
    {
        Separate();
        if (value is { } known) _text.Append(known ? "true" : "false");
        return this;
    }

    /// <summary>The line with its end; begins the next one.</summary>
    public string End()
    {
        var line = _text.Append("\r\n").ToString();
        _text.Clear();
        _isBegun = false;
        return line;
    }

    private void Separate()
    {
        if (_isBegun) _text.Append(',');
        _isBegun = true;
    }
}

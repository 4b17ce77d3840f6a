using System.Globalization;

namespace SegEdge.Explain;

/// <summary>How finely a frame is asked about. Textual form: <c>20x12</c>, columns first.</summary>
public sealed record CellCount(int Columns, int Rows)
{
    /// <summary>The longest side of a grid: one pass per cell is 40 x 40 = 1600 passes, the most a person waits for.</summary>
    public const int Most = 40;

    /// <exception cref="ExplainException">Not COLUMNSxROWS, or outside 1..40.</exception>
    public static CellCount Parse(string text) =>
        TryParse(text) ?? throw new ExplainException($"Cells '{text}': expected COLUMNSxROWS, each 1..{Most}, such as 20x12.");

    /// <returns>Null where it is not COLUMNSxROWS, or outside 1..40.</returns>
    public static CellCount? TryParse(string text) =>
        text.Split('x', 'X') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns is >= 1 and <= Most
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= Most
            ? new CellCount(columns, rows)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Columns}x{Rows}");
}

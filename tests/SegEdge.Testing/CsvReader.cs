using System.Text;

namespace SegEdge.Testing;

/// <summary>Reads RFC 4180 strictly: what a spreadsheet would have to guess is an error.</summary>
public static class CsvReader
{
    public static IReadOnlyList<IReadOnlyList<string>> Read(string text)
    {
        var (rows, row, at) = (new List<IReadOnlyList<string>>(), new List<string>(), 0);
        while (at < text.Length)
        {
            row.Add(text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
            if (text[at] == ',')
            {
                at++;
                // An empty cell at the end of a line.
                if (text[at] == '\r') row.Add("");
                else continue;
            }

            if (text[at] != '\r' || text[at + 1] != '\n') throw new FormatException($"Line {rows.Count + 1} does not end with CR LF.");
            at += 2;
            rows.Add(row);
            row = [];
        }

        return rows;
    }

    /// <summary>A text without the apostrophe that keeps it from being a formula.</summary>
    public static string TextOf(string cell) => cell.StartsWith('\'') ? cell[1..] : cell;

    private static string Plain(string text, ref int at)
    {
        var start = at;
        while (text[at] is not (',' or '\r' or '\n' or '"')) at++;
        if (text[at] is '"' or '\n') throw new FormatException($"A '{text[at]}' in a cell without quotes, at {at}.");
        return text[start..at];
    }

    private static string Quoted(string text, ref int at)
    {
        var cell = new StringBuilder();
        for (at++; ; at++)
        {
            if (text[at] != '"') cell.Append(text[at]);
            else if (text[at + 1] != '"') break;
            else cell.Append(text[at++]);
        }

        at++;
        return cell.ToString();
    }
}

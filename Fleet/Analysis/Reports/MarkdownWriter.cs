using System.Text;

namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>A report as Markdown with its pictures in files beside it.</summary>
internal static class MarkdownWriter
{
    public const string PictureFolder = "frames";

    /// <returns>Ends with a line break.</returns>
    public static string Write(IEnumerable<Block> blocks)
    {
        var text = new StringBuilder();
        foreach (var block in blocks) text.Append(Write(block)).Append("\n\n");
        return text.ToString().TrimEnd() + "\n";
    }

    private static string Write(Block block) => block switch
    {
        Heading heading => $"{new string('#', heading.Level)} {Plain(heading.Text)}",
        Paragraph paragraph => Plain(paragraph.Text),
        Bullets bullets => string.Join('\n', bullets.Items.Select(item => $"- {Plain(item)}")),
        Figure figure => $"*{Plain(figure.Words)}*",
        Gallery gallery => string.Join('\n', gallery.Pictures.Select(picture => $"![{Plain(picture.Words)}]({PictureFolder}/{picture.Name}) {Plain(picture.Caption)}  ")),
        Table table => Write(table),
        _ => throw new NotSupportedException($"Block {block.GetType().Name} has no Markdown form yet; add one here."),
    };

    private static string Write(Table table)
    {
        var lines = new[] { table.Titles, [.. table.Titles.Select((_, i) => i == 0 ? "---" : "---:")] }.Concat(table.Rows);
        return $"**{Plain(table.Caption)}**\n\n" + string.Join('\n', lines.Select(cells => $"| {string.Join(" | ", cells.Select(Plain))} |"));
    }

    // Names come from devices: they must stay text, whatever is in them.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter is '|' or '<' or '[' or ']' or '*' or '`' or '\\') plain.Append('\\');
            plain.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return plain.ToString();
    }
}

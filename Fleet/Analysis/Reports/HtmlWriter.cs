using System.Net;
using System.Text;

namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>A report as one HTML page that asks nobody for anything: styles, drawings and pictures are in it, and nothing in it runs.</summary>
internal static class HtmlWriter
{
    public static string Write(string title, IEnumerable<Block> blocks)
    {
        var body = new StringBuilder();
        foreach (var block in blocks) body.Append(Write(block)).Append('\n');
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="color-scheme" content="light dark">
            <title>{Text(title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            {body}</main>
            </body>
            </html>

            """;
    }

    private static string Write(Block block) => block switch
    {
        Heading heading => $"<h{heading.Level}>{Text(heading.Text)}</h{heading.Level}>",
        Paragraph paragraph => $"<p>{Text(paragraph.Text)}</p>",
        Bullets bullets => $"<ul>{string.Concat(bullets.Items.Select(item => $"<li>{Text(item)}</li>"))}</ul>",
        Figure figure => $"<figure>{figure.Svg}<figcaption>{Text(figure.Words)}</figcaption></figure>",
        Gallery gallery => $"<div class=\"gallery\">{string.Concat(gallery.Pictures.Select(Write))}</div>",
        Table table => Write(table),
        _ => throw new NotSupportedException($"Block {block.GetType().Name} has no HTML form yet; add one here."),
    };

    private static string Write(GalleryPicture picture) =>
        $"<figure><img src=\"data:{picture.ContentType};base64,{Convert.ToBase64String(picture.Bytes.Span)}\" alt=\"{Text(picture.Words)}\"><figcaption>{Text(picture.Caption)}</figcaption></figure>";

    // Wide tables scroll by themselves, also by keyboard: the page never does sideways.
    private static string Write(Table table) =>
        $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Text(table.Caption)}\"><table><caption>{Text(table.Caption)}</caption><thead><tr>{string.Concat(table.Titles.Select(t => $"<th scope=\"col\">{Text(t)}</th>"))}</tr></thead><tbody>"
        + string.Concat(table.Rows.Select(cells => $"<tr><th scope=\"row\">{Text(cells[0])}</th>{string.Concat(cells.Skip(1).Select(cell => $"<td>{Text(cell)}</td>"))}</tr>\n"))
        + "</tbody></table></div>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """
        :root { --ink: #1b1f24; --soft: #4d5661; --paper: #ffffff; --line: #d3d8de; --slice: #a8480f; --fleet: #2c5f9e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #aab2bc; --paper: #14171b; --line: #3a414a; --slice: #f2a36b; --fleet: #86b6f0; } }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 1rem; }
        h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere; } h2 { margin-top: 2.2rem; border-top: 1px solid var(--line); padding-top: 1rem; }
        li, p { max-width: 46rem; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; margin: 1rem 0; } .scroll:focus-visible { outline: 2px solid var(--fleet); outline-offset: 2px; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; } caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
        th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; } th:first-child { text-align: left; font-weight: 500; }
        thead th { color: var(--soft); font-weight: 600; }
        figure { margin: 1rem 0; } figcaption { color: var(--soft); font-size: .9rem; max-width: 46rem; overflow-wrap: anywhere; } svg { max-width: 100%; height: auto; }
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .slice { fill: var(--slice); stroke: var(--slice); } svg .fleet { fill: var(--fleet); stroke: var(--fleet); } svg .axis { stroke: var(--line); }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .8rem; } .gallery figure { margin: 0; } .gallery img { width: 100%; height: auto; display: block; }
        """;
}

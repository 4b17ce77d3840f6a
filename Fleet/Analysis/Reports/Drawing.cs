using System.Globalization;
using System.Net;
using System.Text;

namespace SegEdge.Fleet.Analysis.Reports;

/// <summary>An SVG to stand in a page: the page's styles colour it, so it is right in light and dark.</summary>
internal sealed class Drawing(double width, double height, string title)
{
    private readonly StringBuilder _shapes = new();

    /// <param name="style">slice, fleet or axis: a class of the page.</param>
    public Drawing Bar(double x, double y, double wide, double high, string style) =>
        Add($"<rect class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(0.5, wide):0.#}\" height=\"{Math.Max(0, high):0.#}\"/>");

    public Drawing Line(double x1, double y1, double x2, double y2, string style) => Add($"<line class=\"{style}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>");

    /// <summary>A cell of a map.</summary>
    /// <param name="opacity">0..1.</param>
    public Drawing Cell(double x, double y, double side, string style, double opacity) =>
        Add($"<rect class=\"{style}\" stroke=\"none\" style=\"stroke:none\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{side:0.#}\" height=\"{side:0.#}\" fill-opacity=\"{opacity:0.##}\"/>");

    /// <param name="anchor">start, middle or end.</param>
    public Drawing Label(double x, double y, string text, string anchor = "start") => Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width:0} {height:0}\" width=\"{width:0}\" height=\"{height:0}\"><title>{WebUtility.HtmlEncode(title)}</title>{_shapes}</svg>");

    private Drawing Add(FormattableString shape)
    {
        _shapes.Append(shape.ToString(CultureInfo.InvariantCulture));
        return this;
    }
}

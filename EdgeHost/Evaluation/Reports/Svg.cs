using System.Globalization;
using System.Net;
using System.Text;

namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>An SVG picture, in pixels from the upper left; a white ground, since pages are dark or light. Coordinates keep a tenth of a pixel: equal numbers give
/// equal bytes.</summary>
internal sealed class Svg(double width, double height)
{
    private readonly StringBuilder _shapes = new();

    public void Line(double x1, double y1, double x2, double y2, string colour, double thick = 1, string? dash = null) =>
        Add($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{colour}\" stroke-width=\"{thick:0.##}\"{(dash is null ? "" : $" stroke-dasharray=\"{dash}\"")}/>");

    public void Polyline(IEnumerable<(double X, double Y)> points, string colour, double thick, string? dash = null) =>
        Add($"<polyline points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")))}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thick:0.##}\"{(dash is null ? "" : $" stroke-dasharray=\"{dash}\"")}/>");

    public void Dot(double x, double y, double radius, string colour) => Add($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.#}\" fill=\"{colour}\"/>");

    public void Box(double x, double y, double wide, double high, string colour, double opacity) =>
        Add($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{wide:0.#}\" height=\"{high:0.#}\" fill=\"{colour}\" fill-opacity=\"{opacity:0.##}\"/>");

    /// <param name="anchor">start, middle or end.</param>
    /// <param name="turned">Reads upwards.</param>
    public void Text(double x, double y, string text, string anchor = "start", double size = 12, string colour = "#333333", bool turned = false) =>
        Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" font-size=\"{size:0.#}\" fill=\"{colour}\"{(turned ? string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate(-90 {x:0.#} {y:0.#})\"") : "")}>{WebUtility.HtmlEncode(text)}</text>");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{_shapes}</svg>\n");

    private void Add(FormattableString shape) => _shapes.Append(shape.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

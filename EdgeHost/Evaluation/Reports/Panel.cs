namespace SegEdge.EdgeHost.Evaluation.Reports;

/// <summary>A rectangle of an <see cref="Svg"/> with two axes.</summary>
internal sealed class Panel
{
    private const string Ink = "#333333", Grid = "#e6e6e6";

    private readonly Svg _svg;
    private readonly Axis _x, _y;
    private readonly double _left, _top, _wide, _high;

    public Panel(Svg svg, double left, double top, double wide, double high, Axis x, Axis y, string? title = null)
    {
        (_svg, _left, _top, _wide, _high, _x, _y) = (svg, left, top, wide, high, x, y);
        foreach (var (value, label) in x.Ticks())
        {
            svg.Line(X(value), top, X(value), top + high, Grid);
            svg.Text(X(value), top + high + 16, label, "middle", 11);
        }
        foreach (var (value, label) in y.Ticks())
        {
            svg.Line(left, Y(value), left + wide, Y(value), Grid);
            svg.Text(left - 6, Y(value) + 4, label, "end", 11);
        }
        svg.Line(left, top + high, left + wide, top + high, Ink);
        svg.Line(left, top, left, top + high, Ink);
        if (x.Title.Length > 0) svg.Text(left + (wide / 2), top + high + 34, x.Title, "middle");
        if (y.Title.Length > 0) svg.Text(left - 40, top + (high / 2), y.Title, "middle", turned: true);
        if (title is not null) svg.Text(left + (wide / 2), top - 8, title, "middle", 13);
    }

    public double X(double value) => _left + (_wide * _x.At(value));

    public double Y(double value) => _top + (_high * (1 - _y.At(value)));

    /// <summary>A mean with its interval.</summary>
    public void Mark(double x, double y, double low, double high, string colour)
    {
        _svg.Line(X(x), Y(low), X(x), Y(high), colour, 1.5);
        _svg.Dot(X(x), Y(y), 4, colour);
    }

    public void Curve(IEnumerable<(double X, double Y)> points, string colour, double thick, string? dash) =>
        _svg.Polyline(points.Select(p => (X(p.X), Y(p.Y))), colour, thick, dash);
}

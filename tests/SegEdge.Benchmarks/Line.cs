namespace SegEdge.Benchmarks;

/// <summary>Least squares: y = <paramref name="Offset"/> + <paramref name="Slope"/> x.</summary>
/// <param name="Fit">R²: the share of the variance of y that the line explains.</param>
internal readonly record struct Line(double Offset, double Slope, double Fit)
{
    public static Line Of(IReadOnlyList<(double X, double Y)> points)
    {
        double x = points.Average(p => p.X), y = points.Average(p => p.Y);
        var slope = points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
        var offset = y - (slope * x);
        var rest = points.Sum(p => Math.Pow(p.Y - offset - (slope * p.X), 2));
        return new Line(offset, slope, 1 - (rest / points.Sum(p => (p.Y - y) * (p.Y - y))));
    }
}

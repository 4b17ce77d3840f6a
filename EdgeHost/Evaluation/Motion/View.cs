namespace SegEdge.EdgeHost.Evaluation.Motion;

/// <summary>Where a frame's pixels lie in another picture: x' = A x + B y + C, y' = D x + E y + F. Whole numbers are middles of pixels, as
/// OpenCV has them.</summary>
internal readonly record struct View(double A, double B, double C, double D, double E, double F)
{
    public static View Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Turned and scaled about a point, which then lands on another.</summary>
    /// <param name="scale">Pixels there for one here.</param>
    /// <param name="angle">Radians, clockwise on the screen.</param>
    public static View About((double X, double Y) from, double scale, double angle, (double X, double Y) to)
    {
        var (sin, cos) = Math.SinCos(angle);
        var (a, b) = (scale * cos, -scale * sin);
        return new View(a, b, to.X - a * from.X - b * from.Y, -b, a, to.Y + b * from.X - a * from.Y);
    }

    public (double X, double Y) At(double x, double y) => (A * x + B * y + C, D * x + E * y + F);

    /// <summary>First this view, then <paramref name="next"/>.</summary>
    public View Then(View next) => new(
        next.A * A + next.B * D, next.A * B + next.B * E, next.A * C + next.B * F + next.C,
        next.D * A + next.E * D, next.D * B + next.E * E, next.D * C + next.E * F + next.F);

    public View Inverse()
    {
        var area = A * E - B * D;
        return new View(E / area, -B / area, (B * F - E * C) / area, -D / area, A / area, (D * C - A * F) / area);
    }
}

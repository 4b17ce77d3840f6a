namespace SegEdge.Benchmarks;

/// <summary>The least squares line through points.</summary>
/// <param name="RSquared">Share of the variance of y that it explains; 1 where every point lies on it.</param>
internal readonly record struct StraightLine(double Slope, double Intercept, double RSquared)
{
    /// <param name="points">At least two, of different x.</param>
    public static StraightLine Through(IReadOnlyList<(double X, double Y)> points)
    {
        var (mx, my) = (points.Average(p => p.X), points.Average(p => p.Y));
        var (xx, xy, yy) = (points.Sum(p => (p.X - mx) * (p.X - mx)), points.Sum(p => (p.X - mx) * (p.Y - my)), points.Sum(p => (p.Y - my) * (p.Y - my)));
        return new StraightLine(xy / xx, my - (xy / xx * mx), yy == 0 ? 1 : xy * xy / (xx * yy));
    }
}

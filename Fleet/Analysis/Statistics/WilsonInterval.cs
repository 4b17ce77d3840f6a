namespace SegEdge.Fleet.Analysis;

/// <summary>A share's interval that stays within 0..1 and holds its promise for few counts and for shares near 0 and 1.</summary>
/// <remarks>E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209-212; the score interval without
/// continuity correction. Counts need not be whole: those that dispersion shrank are not.</remarks>
public static class WilsonInterval
{
    /// <summary>Of a two-sided 95 % interval.</summary>
    public const double Z95 = 1.959963984540054;

    public static Interval Of(double hits, double trials, double z = Z95)
    {
        if (trials <= 0) return Interval.AnyShare;
        var p = hits / trials;
        var z2 = z * z / trials;
        var centre = (p + z2 / 2) / (1 + z2);
        var half = z / (1 + z2) * Math.Sqrt(p * (1 - p) / trials + z2 / (4 * trials));
        return new(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}

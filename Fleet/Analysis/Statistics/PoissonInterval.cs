namespace SegEdge.Fleet.Analysis;

/// <summary>The interval of a count's mean.</summary>
/// <remarks>Byar's approximation to the exact Poisson limits: N. E. Breslow, N. E. Day, Statistical Methods in Cancer Research II, IARC 1987, eq. 2.13.
/// Within 1 % of the exact limits from 5 on. Counts need not be whole.</remarks>
public static class PoissonInterval
{
    public static Interval Of(double count, double z = WilsonInterval.Z95) => new(count <= 0 ? 0 : count * Limit(count, -z), (count + 1) * Limit(count + 1, z));

    private static double Limit(double count, double z)
    {
        var root = 1 - 1 / (9 * count) + z / (3 * Math.Sqrt(count));
        return root <= 0 ? 0 : root * root * root;
    }
}

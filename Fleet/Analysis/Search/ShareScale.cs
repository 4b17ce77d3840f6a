namespace SegEdge.Fleet.Analysis;

/// <summary>Shares: Wilson intervals whose counts are shrunk by bursts and by how cameras differ.</summary>
internal sealed class ShareScale(double dispersion, double margin) : IScale
{
    public double Deviation(double hits, double trials, double usual) => (hits - usual) / trials;

    public double Variance(double hits, double trials) => Smooth(hits, trials) * dispersion / trials;

    public bool CanCompare(double expected) => true;

    public Comparison Compare(double hits, double trials, double expected, double expectedVariance, double spread, int cameras, int others, double z)
    {
        var slice = Of(hits / trials, Smooth(hits, trials), trials / dispersion, spread / cameras, z);
        var p = Math.Clamp(expected / trials, 0, 1);
        // As many trials of the rest as would give this variance: strata that the slice leans on and the rest hardly has count for little.
        var plain = Smooth(expected, trials);
        var rest = expectedVariance > 0 ? plain * trials * trials / expectedVariance : trials;
        var fleet = Of(p, plain, rest / dispersion, spread / Math.Max(1, others), z);
        return new(slice, fleet, slice.IsAbove(fleet, margin), trials * (slice.Low - fleet.High));
    }

    // p(1 - p), kept off 0 by one success and one failure that nobody saw: no hits in few trials prove no certainty.
    private static double Smooth(double hits, double trials)
    {
        var p = (hits + 1) / (trials + 2);
        return p * (1 - p);
    }

    private static Interval Of(double p, double plain, double effective, double spread, double z)
    {
        var trials = Math.Min(effective, plain / (plain / effective + spread));
        return WilsonInterval.Of(p * trials, trials, z);
    }
}

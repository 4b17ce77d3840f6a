namespace SegEdge.Fleet.Analysis;

/// <summary>Rates as ratios to what was expected: Poisson intervals whose counts are shrunk by bursts and by how cameras differ. Deviations are natural logarithms.</summary>
internal sealed class RateScale(double dispersion, double margin) : IScale
{
    // Half a count keeps the logarithm of nothing finite.
    public double Deviation(double hits, double trials, double usual) => Math.Log((hits + 0.5) / (usual + 0.5));

    public double Variance(double hits, double trials) => dispersion / (hits + 0.5);

    // A rule that nobody else has in force is no multiple of theirs.
    public bool CanCompare(double expected) => expected > 0;

    public Comparison Compare(double hits, double trials, double expected, double expectedVariance, double spread, int cameras, int others, double z)
    {
        var slice = Of(hits / expected, hits / dispersion, spread / cameras, z);
        var rest = expectedVariance > 0 ? expected * expected / expectedVariance : expected;
        var fleet = Of(1, rest / dispersion, spread / Math.Max(1, others), z);
        return new(slice, fleet, slice.Low > margin * fleet.High, expected * (slice.Low - fleet.High));
    }

    private static Interval Of(double ratio, double effective, double spread, double z)
    {
        var count = 1 / (1 / effective + spread);
        var interval = PoissonInterval.Of(count, z);
        return new(interval.Low / count * ratio, interval.High / count * ratio);
    }
}

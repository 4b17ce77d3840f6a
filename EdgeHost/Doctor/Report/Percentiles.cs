using System.Globalization;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>In the unit of the values; zeros where there were none.</summary>
internal readonly record struct Percentiles(int Count, double P50, double P95, double P99, double Most)
{
    public static Percentiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? default : new(sorted.Length, At(0.5), At(0.95), At(0.99), sorted[^1]);

        // Nearest rank: the least value that so many are not above.
        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {P50:0.0}, p95 {P95:0.0}, p99 {P99:0.0}, most {Most:0.0}, p99/p50 {(P50 > 0 ? P99 / P50 : 0):0.00}");
}

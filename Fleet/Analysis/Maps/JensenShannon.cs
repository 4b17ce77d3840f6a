namespace SegEdge.Fleet.Analysis;

/// <summary>How far two distributions are apart: 0 for equal ones, 1 for ones that share nothing.</summary>
/// <remarks>The square root of the Jensen-Shannon divergence with logarithms to base 2, which is a metric: J. Lin, Divergence measures based on the Shannon entropy, IEEE
/// Trans. Information Theory 37 (1991); D. M. Endres, J. E. Schindelin, A new metric for probability distributions, the same 49 (2003).</remarks>
public static class JensenShannon
{
    /// <param name="p">Not negative; scaled to a sum of 1 here.</param>
    /// <exception cref="ArgumentException">Different lengths, or nothing in one of them.</exception>
    public static double Distance(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        var (sumP, sumQ) = (Sum(p), Sum(q));
        if (p.Length != q.Length || !(sumP > 0) || !(sumQ > 0)) throw new ArgumentException($"{p.Length} and {q.Length} values with sums {sumP} and {sumQ}; expected as many of both and something in each.");
        var divergence = 0.0;
        for (var i = 0; i < p.Length; i++)
        {
            var (a, b) = (p[i] / sumP, q[i] / sumQ);
            var middle = (a + b) / 2;
            if (a > 0) divergence += a / 2 * Math.Log2(a / middle);
            if (b > 0) divergence += b / 2 * Math.Log2(b / middle);
        }

        return Math.Sqrt(Math.Clamp(divergence, 0, 1));
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}

namespace SegEdge.Explain;

/// <summary>Rank correlation, -1..1: Pearson's correlation of the ranks, equal values sharing the mean of theirs. Only order counts, so
/// maps in different units can be compared. What is good depends on the two: low between a map and that of randomised weights
/// (Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018, arXiv:1810.03292) or of another class, high between a map and the
/// last frame's, warped.</summary>
/// <remarks>Spearman, The Proof and Measurement of Association between Two Things, Am. J. Psychology 15, 1904.</remarks>
public static class Spearman
{
    /// <returns>Null when one side has fewer than two different values: it orders nothing.</returns>
    /// <exception cref="ExplainException">The lengths differ.</exception>
    public static double? Of(ReadOnlySpan<float> first, ReadOnlySpan<float> second) => Of(Widen(first), Widen(second));

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public static double? Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length)
            throw new ExplainException($"Spearman: {first.Length} values against {second.Length}; expected maps of the same grid.");
        var (a, b) = (Ranks(first), Ranks(second));
        var middle = (a.Length + 1) / 2.0; // the mean of both, ties or not
        double product = 0, squareA = 0, squareB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (a[i] - middle, b[i] - middle);
            (product, squareA, squareB) = (product + (x * y), squareA + (x * x), squareB + (y * y));
        }
        return squareA > 0 && squareB > 0 ? Math.Clamp(product / Math.Sqrt(squareA * squareB), -1, 1) : null;
    }

    /// <summary>1 for the least; equal values share the mean of their ranks.</summary>
    private static double[] Ranks(ReadOnlySpan<double> values)
    {
        var (sorted, order) = (values.ToArray(), Enumerable.Range(0, values.Length).ToArray());
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            for (next = first + 1; next < sorted.Length && sorted[next] == sorted[first];) next++;
            for (var i = first; i < next; i++) ranks[order[i]] = (first + 1 + next) / 2.0;
        }
        return ranks;
    }

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = values[i];
        return wide;
    }
}

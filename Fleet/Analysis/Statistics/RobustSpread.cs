namespace SegEdge.Fleet.Analysis;

/// <summary>How far values lie apart from each other without those that are out of line, who are what is looked for.</summary>
public static class RobustSpread
{
    /// <summary>The standard deviation of a normal distribution is 1.4826 times its median absolute deviation.</summary>
    private const double NormalPerMad = 1.4826022185056018;

    /// <summary>Fewer cannot tell their own spread from one that is out of line.</summary>
    public const int LeastValues = 8;

    /// <summary>Variance of what the values estimate, without the variance of estimating it; 0 or more.</summary>
    /// <param name="samplingVariances">Of each value.</param>
    /// <returns>Null where there are fewer than <see cref="LeastValues"/>.</returns>
    public static double? Variance(ReadOnlySpan<double> values, ReadOnlySpan<double> samplingVariances)
    {
        if (values.Length < LeastValues) return null;
        var centre = Median(values);
        var away = new double[values.Length];
        for (var i = 0; i < away.Length; i++) away[i] = Math.Abs(values[i] - centre);
        var sigma = NormalPerMad * Median(away);
        return Math.Max(0, sigma * sigma - Median(samplingVariances));
    }

    public static double Median(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

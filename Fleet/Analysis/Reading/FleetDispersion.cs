namespace SegEdge.Fleet.Analysis;

/// <summary>Events come in bursts: the same stone is flagged frame after frame. So counts vary more than independent ones would, and an interval that did not know it
/// would be too narrow. This is by how much, seen within each camera from hour to hour; the median over cameras, so that one in trouble does not excuse the others.</summary>
/// <remarks>Index of dispersion of counts at the same hour of day, and for shares the design effect of hours as clusters (Kish, Survey Sampling, 1965), which is Pearson's
/// statistic over its degrees of freedom. Cameras with too few hours to tell are left out.</remarks>
internal static class FleetDispersion
{
    /// <returns>By <see cref="Measure"/>; 1 or more.</returns>
    public static double[] Of(Duck duck)
    {
        duck.Run(Clusters);
        return [.. Enum.GetValues<Measure>().Select(measure => Math.Max(1, duck.Query(measure == Measure.Flags ? Rates : Shares(measure), r => r.IsDBNull(0) ? 1 : r.GetDouble(0)).Single()))];
    }

    private const string Rates = """
        WITH per_hour AS (SELECT camera_id, hour, sum(events)::DOUBLE AS n FROM coded GROUP BY ALL),
          same_hour AS (SELECT camera_id, hour % 24 AS h, count(*) AS days, avg(n) AS mean, coalesce(var_samp(n), 0) AS variance FROM per_hour GROUP BY ALL HAVING count(*) > 1)
        SELECT median(phi) FROM (SELECT sum(variance * (days - 1)) / sum(mean * (days - 1)) AS phi FROM same_hour GROUP BY camera_id HAVING sum(days - 1) >= 10)
        """;

    // Of hours with n trials and y hits each: how many, their sums, and the sum of y * y / n. All measures in one pass.
    private static readonly string Clusters = $"CREATE OR REPLACE TEMP TABLE clusters AS SELECT any_value(camera_id) AS camera_id, "
        + string.Join(", ", Enum.GetValues<Measure>().Where(measure => measure != Measure.Flags).Select(Sums)) + " FROM coded GROUP BY slice_id";

    private static string Sums(Measure measure)
    {
        var (hits, trials) = measure switch
        {
            Measure.Refuted => ("(reviewed - confirmed)", "reviewed"),
            Measure.LowMargin => ("low_margin", "with_margin"),
            Measure.Context => ("on_context", "explained"),
            _ => ("untrusted", "tested"),
        };
        return $"count(nullif({trials}, 0)) AS hours_{measure}, sum({hits})::DOUBLE AS y_{measure}, sum({trials})::DOUBLE AS n_{measure}, sum({hits}::DOUBLE * {hits} / nullif({trials}, 0)) AS q_{measure}";
    }

    // Within a class, rule and version, whose shares differ by right; hours of one event tell nothing about bursts. Pearson's sum of (y - p n)^2 / (n p (1 - p)) over hours
    // with the share p = y / n of all of them is (q - y^2 / n) / (p (1 - p)) of their sums.
    private static string Shares(Measure measure) => $"""
        SELECT median(chi2 / df) FROM (
          SELECT sum((q - y * y / n) / (y / n * (1 - y / n))) AS chi2, sum(hours) - count(*) AS df
          FROM (SELECT camera_id, hours_{measure} AS hours, y_{measure} AS y, n_{measure} AS n, q_{measure} AS q FROM clusters)
          WHERE hours > 10 AND y BETWEEN 1 AND n - 1 GROUP BY camera_id HAVING sum(hours) > 30)
        """;
}

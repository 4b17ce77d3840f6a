namespace SegEdge.Fleet.Analysis;

/// <summary>Events come in bursts: the same stone is flagged frame after frame. So counts vary more than independent ones would, and an interval that did not know it
/// would be too narrow. This is by how much, seen within each camera from hour to hour; the median over cameras, so that one in trouble does not excuse the others.</summary>
/// <remarks>Index of dispersion of counts at the same hour of day, and for shares the design effect of hours as clusters (Kish, Survey Sampling, 1965), which is Pearson's
/// statistic over its degrees of freedom. Cameras with too few hours to tell are left out.</remarks>
internal static class FleetDispersion
{
    public static double Of(Duck duck, Measure measure) => Math.Max(1, duck.Query(measure == Measure.Flags ? Rates : Shares(measure), r => r.IsDBNull(0) ? 1 : r.GetDouble(0)).Single());

    private const string Rates = """
        WITH per_hour AS (SELECT camera_id, hour, sum(events)::DOUBLE AS n FROM coded GROUP BY ALL),
          same_hour AS (SELECT camera_id, hour % 24 AS h, count(*) AS days, avg(n) AS mean, coalesce(var_samp(n), 0) AS variance FROM per_hour GROUP BY ALL HAVING count(*) > 1)
        SELECT median(phi) FROM (SELECT sum(variance * (days - 1)) / sum(mean * (days - 1)) AS phi FROM same_hour GROUP BY camera_id HAVING sum(days - 1) >= 10)
        """;

    private static string Shares(Measure measure)
    {
        var (hits, trials) = measure switch
        {
            Measure.Refuted => ("reviewed - confirmed", "reviewed"),
            Measure.LowMargin => ("low_margin", "with_margin"),
            Measure.Context => ("on_context", "explained"),
            _ => ("untrusted", "tested"),
        };
        // Within a class, rule and version, whose shares differ by right; hours of one event tell nothing about bursts.
        return $"""
            WITH clusters AS (SELECT camera_id, class_id, rule_id, version_id, ({hits})::DOUBLE AS y, {trials}::DOUBLE AS n FROM coded WHERE {trials} > 0),
              means AS (SELECT camera_id, class_id, rule_id, version_id, sum(y) / sum(n) AS p, count(*) AS hours FROM clusters GROUP BY ALL HAVING count(*) > 10 AND sum(y) BETWEEN 1 AND sum(n) - 1),
              freedom AS (SELECT camera_id, sum(hours) - count(*) AS df FROM means GROUP BY ALL HAVING sum(hours) > 30)
            SELECT median(chi2 / df) FROM (
              SELECT camera_id, sum((y - p * n) * (y - p * n) / (p * (1 - p) * n)) AS chi2
              FROM clusters JOIN means USING (camera_id, class_id, rule_id, version_id) GROUP BY camera_id) JOIN freedom USING (camera_id)
            """;
    }
}

namespace SegEdge.Fleet.Analysis;

/// <summary>Finds what is missing: by the numbers that devices give their events, and by comparing tables.</summary>
internal static class GapReader
{
    /// <param name="captured">Conditions of the report's time, by either clock.</param>
    public static FleetGaps Read(Duck duck, ParquetTable events, ParquetTable verdicts, string captured, string received, FleetCounts counts)
    {
        duck.Run($"CREATE OR REPLACE TEMP TABLE numbered AS SELECT site || '/' || device AS device, epoch, min(seq) AS first, max(seq) AS last, count(*) AS here FROM {events.Sql} WHERE {captured} GROUP BY site, device, epoch");
        var (missing, repeated) = duck.Query(
            "SELECT coalesce(sum(greatest(last - first + 1 - here, 0)), 0)::BIGINT, coalesce(sum(greatest(here - (last - first + 1), 0)), 0)::BIGINT FROM numbered",
            r => (r.GetInt64(0), r.GetInt64(1))).Single();
        var holes = duck.Query(
            $"SELECT device, epoch, first, last, last - first + 1 - here AS missing FROM numbered WHERE missing > 0 ORDER BY missing DESC, device LIMIT {FleetGaps.MostHoles}",
            r => new SeqHole(r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4))).ToArray();
        var (elsewhen, future) = duck.Query(
            $"SELECT count(*) FILTER (NOT ({captured}) AND {received}), count(*) FILTER (({captured}) AND epoch_us(captured_utc) > epoch_us(received_utc)) FROM {events.Sql}",
            r => (r.GetInt64(0), r.GetInt64(1))).Single();
        var (seen, silent) = duck.Query(
            "SELECT sum(seen)::BIGINT, sum(span - seen)::BIGINT FROM (SELECT count(DISTINCT hour) AS seen, max(hour) - min(hour) + 1 AS span FROM coded GROUP BY camera_id)",
            r => (r.GetInt64(0), r.GetInt64(1))).Single();
        var judged = duck.Query("SELECT count(*) FROM verdict", r => r.GetInt64(0)).Single();
        var total = counts.Total;
        // Verdicts that are neither a yes nor a no were not counted with the events, so they are asked for once more.
        var here = judged == 0 ? 0 : duck.Query($"SELECT count(*) FROM {events.Sql} SEMI JOIN verdict USING (event_id) WHERE {captured}", r => r.GetInt64(0)).Single();
        return new()
        {
            UnreadableFiles = [.. events.Unreadable, .. verdicts.Unreadable],
            Holes = holes,
            MissingSeqs = missing,
            Repeated = repeated,
            CapturedElsewhen = elsewhen,
            CapturedInFuture = future,
            SeenCameraHours = seen,
            SilentCameraHours = silent,
            Verdicts = judged,
            VerdictsElsewhere = Math.Max(0, judged - here),
            NotExplained = total.Events - total.Tested,
        };
    }
}

namespace SegEdge.Fleet.Analysis;

/// <summary>Finds what is missing: by the numbers that devices give their events, and by comparing tables.</summary>
internal static class GapReader
{
    public static FleetGaps Read(Duck duck, ParquetTable events, ParquetTable verdicts, AnalysisOptions options, FleetCounts counts)
    {
        duck.Run("CREATE OR REPLACE TEMP TABLE numbered AS SELECT site || '/' || device AS device, epoch, first_seq AS first, last_seq AS last, events AS here FROM epochs");
        var (missing, repeated) = duck.Query(
            "SELECT coalesce(sum(greatest(last - first + 1 - here, 0)), 0)::BIGINT, coalesce(sum(greatest(here - (last - first + 1), 0)), 0)::BIGINT FROM numbered",
            r => (r.GetInt64(0), r.GetInt64(1))).Single();
        var holes = duck.Query(
            $"SELECT device, epoch, first, last, last - first + 1 - here AS missing FROM numbered WHERE missing > 0 ORDER BY missing DESC, device LIMIT {FleetGaps.MostHoles}",
            r => new SeqHole(r.GetString(0), r.GetString(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4))).ToArray();
        var (future, here) = duck.Query("SELECT (SELECT sum(in_future) FROM epochs)::BIGINT, (SELECT sum(judged) FROM hours)::BIGINT", r => (r.GetInt64(0), r.GetInt64(1))).Single();
        var elsewhen = options.Since is null && options.Until is null ? 0 : duck.Query(
            $"SELECT count(*) FROM {events.Sql} WHERE NOT ({FleetReader.Within("captured_utc", options)}) AND {FleetReader.Within("received_utc", options)}", r => r.GetInt64(0)).Single();
        var (seen, silent) = duck.Query(
            "SELECT sum(seen)::BIGINT, sum(span - seen)::BIGINT FROM (SELECT count(DISTINCT hour) AS seen, max(hour) - min(hour) + 1 AS span FROM seen GROUP BY camera_id)",
            r => (r.GetInt64(0), r.GetInt64(1))).Single();
        var judged = duck.Query("SELECT count(*) FROM verdict", r => r.GetInt64(0)).Single();
        var total = counts.Total;
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

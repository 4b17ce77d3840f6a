using System.Globalization;
using DuckDB.NET.Data;

namespace SegEdge.Fleet.Analysis;

/// <summary>Counts a folder's events into <see cref="FleetCounts"/>: two passes over columns of the files, then over what they left.</summary>
public static class FleetReader
{
    private static readonly string[] EventColumns =
    [
        "event_id", "epoch", "seq", "site", "device", "camera", "captured_utc", "received_utc", "rule", "class", "model", "model_version", "margin", "explanation_status", "share_context",
    ];

    /// <param name="step">Told what is done now.</param>
    /// <exception cref="FleetAnalysisException">No events, or none that can be read.</exception>
    public static FleetReading Read(FleetFolder folder, AnalysisOptions options, Action<string>? step = null)
    {
        using var duck = new Duck();
        var (events, verdicts) = (ParquetTable.Of(folder.Events), ParquetTable.Of(folder.Verdicts));
        if (events.IsEmpty)
            throw new FleetAnalysisException($"{folder.Events}: no Parquet file of events, expected site=/device=/day=/*.parquet below it. Name the folder of a hub whose first hour is closed, or of 'segedge simulate-fleet --out'.");
        try
        {
            return Read(duck, events, verdicts, options, step);
        }
        catch (DuckDBException)
        {
            step?.Invoke("a file cannot be read; looking for it");
            events = events.Checked(duck, EventColumns);
            verdicts = verdicts.Checked(duck, ["event_id", "utc", "verdict"]);
            if (events.IsEmpty) throw new FleetAnalysisException($"{folder.Events}: no file can be read. The first: {events.Unreadable[0]}. Export the hours again.");
            return Read(duck, events, verdicts, options, step);
        }
    }

    private static FleetReading Read(Duck duck, ParquetTable events, ParquetTable verdicts, AnalysisOptions options, Action<string>? step)
    {
        step?.Invoke("verdicts");
        duck.Run(VerdictSql(verdicts));
        step?.Invoke("events");
        // Two passes over the same files read their footers once.
        duck.Run("SET parquet_metadata_cache = true");
        duck.Run(HoursSql(events.Sql, options));
        duck.Run(EpochsSql(events.Sql, options));
        step?.Invoke("cells");
        foreach (var sql in CodedSql) duck.Run(sql);
        var counts = new FleetCounts
        {
            Cameras = Names(duck, "camera_id", "site || '/' || device || '/' || camera"),
            Classes = Names(duck, "class_id", "class"),
            Rules = Names(duck, "rule_id", "rule"),
            Versions = Names(duck, "version_id", "model || ' ' || model_version"),
            Cells = [.. duck.Query(CellsSql, CellOf)],
            Exposure = [.. duck.Query("SELECT camera_id, hour % 24, version_id, count(*) FROM seen GROUP BY ALL", r => new CameraHours(r.GetInt32(0), r.GetInt32(1), r.GetInt32(2), r.GetInt64(3)))],
            Dispersion = [.. Enum.GetValues<Measure>().Select(measure => FleetDispersion.Of(duck, measure))],
        };
        if (counts.Cells.Length == 0) throw new FleetAnalysisException($"No event was captured {Window(options)}; the folder has others. Widen --since and --until.");
        step?.Invoke("gaps");
        var gaps = GapReader.Read(duck, events, verdicts, options, counts);
        var (from, to) = duck.Query("SELECT epoch_us(min(first_utc)), epoch_us(max(last_utc)) FROM epochs", r => (Utc(r.GetInt64(0)), Utc(r.GetInt64(1)))).Single();
        return new(counts, gaps, from, to);
    }

    // The last word counts: a second reviewer's, or the first one's second thought. Those that judge are 1, and 2^32 more if they confirm.
    private static string VerdictSql(ParquetTable verdicts) => $"""
        CREATE OR REPLACE TEMP TABLE verdict AS
        SELECT event_id, (CASE arg_max(verdict, utc) WHEN 'confirm' THEN {Both} WHEN 'dismiss' THEN 1 WHEN 'wrongClass' THEN 1 ELSE 0 END)::BIGINT AS reviews
        FROM {(verdicts.IsEmpty ? "(SELECT '' AS event_id, '' AS verdict, 0 AS utc WHERE false)" : verdicts.Sql)} GROUP BY event_id
        """;

    // One in each half of 64 bits: two counters in one sum, of which a quarter of the columns and a quarter of the time of the pass are saved. The lower one holds up to four
    // thousand million events of one class and rule in one hour of one camera.
    private const string Both = "4294967297";

    // The pass over all events that takes the time, so it has nothing in it that can be had elsewhere. Grouped by the hour itself and not by the hour of day: how counts vary
    // from hour to hour decides how far they may be trusted. An epoch is one device's, so that names site and device. Strings as they are in the files, whose dictionaries
    // are hashed once and not for each row.
    private static string HoursSql(string events, AnalysisOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE OR REPLACE TEMP TABLE hours AS
        SELECT epoch, camera, class AS about, rule, model, model_version, epoch_us(captured_utc) // 3600000000 AS hour,
          count(*) AS events,
          sum(reviews) AS reviews,
          count(reviews) AS judged,
          sum(CASE WHEN margin < {options.LowMargin} THEN {Both} WHEN margin IS NULL THEN 0 ELSE 1 END) AS margins,
          sum(CASE WHEN explanation_status = 'ok' THEN CASE WHEN share_context > {options.MostlyContext} THEN {Both} WHEN share_context IS NULL THEN 0 ELSE 1 END ELSE 0 END) AS contexts,
          sum(CASE explanation_status WHEN 'ok' THEN 1 WHEN 'untrusted' THEN {Both} ELSE 0 END) AS tests
        FROM {events} LEFT JOIN verdict USING (event_id)
        WHERE {Within("captured_utc", options)}
        GROUP BY ALL
        """);

    private static string EpochsSql(string events, AnalysisOptions options) => $"""
        CREATE OR REPLACE TEMP TABLE epochs AS
        SELECT epoch, any_value(site) AS site, any_value(device) AS device, count(*) AS events, count(*) FILTER (epoch_us(captured_utc) > epoch_us(received_utc)) AS in_future,
          min(seq) AS first_seq, max(seq) AS last_seq, min(captured_utc) AS first_utc, max(captured_utc) AS last_utc
        FROM {events} WHERE {Within("captured_utc", options)} GROUP BY epoch
        """;

    // Names are numbered in their order, over the few thousand kinds and not over the hours.
    private static readonly string[] CodedSql =
    [
        $"""
        CREATE OR REPLACE TEMP TABLE kinds AS
        SELECT *, (dense_rank() OVER (ORDER BY site, device, camera) - 1)::INT AS camera_id, (dense_rank() OVER (ORDER BY class) - 1)::INT AS class_id,
          (dense_rank() OVER (ORDER BY rule) - 1)::INT AS rule_id, (dense_rank() OVER (ORDER BY model, model_version) - 1)::INT AS version_id
        FROM (SELECT epoch, site, device, camera, about, coalesce(about, '{FleetCounts.WholeFrame}') AS class, rule, model, model_version
          FROM (SELECT DISTINCT epoch, camera, about, rule, model, model_version FROM hours) JOIN epochs USING (epoch))
        """,
        """
        CREATE OR REPLACE TEMP TABLE coded AS
        SELECT camera_id, class_id, rule_id, version_id, hour::INT AS hour, events,
          coalesce(reviews, 0)::BIGINT & 4294967295 AS reviewed, coalesce(reviews, 0)::BIGINT >> 32 AS confirmed, margins::BIGINT & 4294967295 AS with_margin, margins::BIGINT >> 32 AS low_margin,
          contexts::BIGINT & 4294967295 AS explained, contexts::BIGINT >> 32 AS on_context, tests::BIGINT & 4294967295 AS tested, tests::BIGINT >> 32 AS untrusted
        FROM hours h JOIN kinds k ON h.epoch = k.epoch AND h.camera = k.camera AND h.about IS NOT DISTINCT FROM k.about AND h.rule = k.rule AND h.model = k.model AND h.model_version = k.model_version
        """,
        "CREATE OR REPLACE TEMP TABLE seen AS SELECT DISTINCT camera_id, version_id, hour FROM coded",
    ];

    private const string CellsSql = """
        SELECT class_id, camera_id, hour % 24, rule_id, version_id, sum(events)::BIGINT, sum(reviewed)::BIGINT, sum(confirmed)::BIGINT, sum(with_margin)::BIGINT, sum(low_margin)::BIGINT,
          sum(explained)::BIGINT, sum(on_context)::BIGINT, sum(tested)::BIGINT, sum(untrusted)::BIGINT
        FROM coded
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        """;

    private static FleetCell CellOf(DuckDBDataReader r) => new(r.GetInt32(0), r.GetInt32(1), r.GetInt32(2), r.GetInt32(3), r.GetInt32(4), new Tally
    {
        Events = r.GetInt64(5),
        Reviewed = r.GetInt64(6),
        Confirmed = r.GetInt64(7),
        WithMargin = r.GetInt64(8),
        LowMargin = r.GetInt64(9),
        Explained = r.GetInt64(10),
        OnContext = r.GetInt64(11),
        Tested = r.GetInt64(12),
        Untrusted = r.GetInt64(13),
    });

    private static string[] Names(Duck duck, string id, string name) => [.. duck.Query($"SELECT DISTINCT {id}, {name} FROM kinds ORDER BY 1", r => r.GetString(1))];

    /// <summary>A condition on a column of time, whether its type names a time zone or not.</summary>
    internal static string Within(string column, AnalysisOptions options) => options is { Since: null, Until: null }
        ? "true"
        : $"epoch_us({column}) >= {Micros(options.Since, long.MinValue + 1)} AND epoch_us({column}) < {Micros(options.Until, long.MaxValue)}";

    private static string Micros(DateTimeOffset? time, long otherwise) =>
        (time is { } t ? (t - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : otherwise).ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    private static string Window(AnalysisOptions options) => string.Create(CultureInfo.InvariantCulture, $"from {options.Since?.UtcDateTime:u} to {options.Until?.UtcDateTime:u}");
}

using System.Globalization;
using DuckDB.NET.Data;

namespace SegEdge.Fleet.Analysis;

/// <summary>Counts a folder's events into <see cref="FleetCounts"/>: one pass over them, then over what it left.</summary>
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
        // The last word counts: a second reviewer's, or the first one's second thought.
        duck.Run($"CREATE OR REPLACE TEMP TABLE verdict AS SELECT event_id, arg_max(verdict, utc) AS verdict FROM {(verdicts.IsEmpty ? "(SELECT '' AS event_id, '' AS verdict, 0 AS utc WHERE false)" : verdicts.Sql)} GROUP BY event_id");
        step?.Invoke("events");
        duck.Run(HoursSql(events.Sql, options));
        step?.Invoke("cells");
        foreach (var (table, columns) in (ReadOnlySpan<(string, string)>)[("cameras", "site, device, camera"), ("classes", "class"), ("rules", "rule"), ("versions", "model, model_version")])
            duck.Run($"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {columns}, (row_number() OVER (ORDER BY {columns}) - 1)::INT AS id FROM (SELECT DISTINCT {columns} FROM hours)");
        duck.Run("""
            CREATE OR REPLACE TEMP TABLE coded AS SELECT c.id AS camera_id, k.id AS class_id, r.id AS rule_id, v.id AS version_id, hour::INT AS hour,
              events, reviewed, confirmed, with_margin, low_margin, explained, on_context, tested, untrusted
            FROM hours h JOIN cameras c USING (site, device, camera) JOIN classes k USING (class) JOIN rules r USING (rule) JOIN versions v USING (model, model_version)
            """);

        var counts = new FleetCounts
        {
            Cameras = Names(duck, "cameras", "site || '/' || device || '/' || camera"),
            Classes = Names(duck, "classes", "class"),
            Rules = Names(duck, "rules", "rule"),
            Versions = Names(duck, "versions", "model || ' ' || model_version"),
            Cells = [.. duck.Query(CellsSql, CellOf)],
            Exposure = [.. duck.Query("SELECT camera_id, hour % 24, version_id, count(DISTINCT hour) FROM coded GROUP BY ALL", r => new CameraHours(r.GetInt32(0), r.GetInt32(1), r.GetInt32(2), r.GetInt64(3)))],
            Dispersion = [.. Enum.GetValues<Measure>().Select(measure => FleetDispersion.Of(duck, measure))],
        };
        if (counts.Cells.Length == 0) throw new FleetAnalysisException($"No event was captured {Window(options)}; the folder has others. Widen --since and --until.");
        step?.Invoke("gaps");
        var gaps = GapReader.Read(duck, events, verdicts, options, counts);
        var (from, to) = duck.Query("SELECT min(first_us), max(last_us) FROM hours", r => (Utc(r.GetInt64(0)), Utc(r.GetInt64(1)))).Single();
        return new(counts, gaps, from, to);
    }

    // The one pass over all events, so everything that needs one is in it. Grouped by the hour itself and not by the hour of day: how counts vary from hour to hour decides
    // how far they may be trusted. An epoch is one device's, so that names site and device.
    private static string HoursSql(string events, AnalysisOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE OR REPLACE TEMP TABLE hours AS
        SELECT epoch, any_value(site) AS site, any_value(device) AS device, camera, epoch_us(captured_utc) // 3600000000 AS hour, coalesce(class, '{FleetCounts.WholeFrame}') AS class, rule, model, model_version,
          count(*) AS events,
          count(*) FILTER (verdict IN ('confirm', 'dismiss', 'wrongClass')) AS reviewed,
          count(*) FILTER (verdict = 'confirm') AS confirmed,
          count(margin) AS with_margin,
          count(*) FILTER (margin < {options.LowMargin}) AS low_margin,
          count(share_context) FILTER (explanation_status = 'ok') AS explained,
          count(*) FILTER (explanation_status = 'ok' AND share_context > {options.MostlyContext}) AS on_context,
          count(*) FILTER (explanation_status IN ('ok', 'untrusted')) AS tested,
          count(*) FILTER (explanation_status = 'untrusted') AS untrusted,
          count(verdict) AS judged, count(*) FILTER (epoch_us(captured_utc) > epoch_us(received_utc)) AS in_future, min(seq) AS first_seq, max(seq) AS last_seq,
          min(epoch_us(captured_utc)) AS first_us, max(epoch_us(captured_utc)) AS last_us
        FROM {events} LEFT JOIN verdict USING (event_id)
        WHERE {Within("captured_utc", options)}
        GROUP BY epoch, camera, 5, 6, rule, model, model_version
        """);

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

    private static string[] Names(Duck duck, string table, string name) => [.. duck.Query($"SELECT {name} FROM {table} ORDER BY id", r => r.GetString(0))];

    /// <summary>A condition on a column of time, whether its type names a time zone or not.</summary>
    internal static string Within(string column, AnalysisOptions options) =>
        $"epoch_us({column}) >= {Micros(options.Since, long.MinValue + 1)} AND epoch_us({column}) < {Micros(options.Until, long.MaxValue)}";

    private static string Micros(DateTimeOffset? time, long otherwise) =>
        (time is { } t ? (t - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond : otherwise).ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    private static string Window(AnalysisOptions options) => string.Create(CultureInfo.InvariantCulture, $"from {options.Since?.UtcDateTime:u} to {options.Until?.UtcDateTime:u}");
}

using System.Globalization;
using DuckDB.NET.Data;

namespace SegEdge.Fleet.Analysis;

/// <summary>Counts a folder's events into <see cref="FleetCounts"/>: one pass over columns of the files, then over what it left.</summary>
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
        // Read once, files need not be kept in memory; only their footers are read again, for names.
        duck.Run("SET parquet_metadata_cache = true; SET enable_external_file_cache = false");
        duck.Run(HoursSql(events.Sql, options));
        step?.Invoke("cells");
        if (KindsSql(duck, events) is not { } kinds) throw new FleetAnalysisException($"No event was captured {Window(options)}; the folder has others. Widen --since and --until.");
        duck.Run(kinds);
        foreach (var sql in CodedSql) duck.Run(sql);
        var counts = new FleetCounts
        {
            Cameras = Names(duck, "camera_id", "site || '/' || device || '/' || camera"),
            Classes = Names(duck, "class_id", "class"),
            Rules = Names(duck, "rule_id", "rule"),
            Versions = Names(duck, "version_id", "model || ' ' || model_version"),
            Cells = [.. duck.Query(CellsSql, CellOf)],
            Exposure = [.. duck.Query("SELECT camera_id, hour % 24, version_id, count(*) FROM seen GROUP BY ALL", r => new CameraHours(r.GetInt32(0), r.GetInt32(1), r.GetInt32(2), r.GetInt64(3)))],
            Dispersion = FleetDispersion.Of(duck),
        };
        step?.Invoke("gaps");
        var gaps = GapReader.Read(duck, events, verdicts, options, counts);
        var (from, to) = duck.Query("SELECT min(first_us), max(last_us) FROM epochs", r => (Utc(r.GetInt64(0)), Utc(r.GetInt64(1)))).Single();
        return new(counts, gaps, from, to);
    }

    // The last word counts: a second reviewer's, or the first one's second thought. Those that judge are 1, and 2^26 more if they confirm.
    private static string VerdictSql(ParquetTable verdicts) => $"""
        CREATE OR REPLACE TEMP TABLE verdict AS
        SELECT event_id, (CASE arg_max(verdict, utc) WHEN 'confirm' THEN {Second} + 1 WHEN 'dismiss' THEN 1 WHEN 'wrongClass' THEN 1 ELSE 0 END)::DOUBLE AS reviews
        FROM {(verdicts.IsEmpty ? "(SELECT '' AS event_id, '' AS verdict, 0 AS utc WHERE false)" : verdicts.Sql)} GROUP BY event_id
        """;

    // Two counters in one sum, the second one this many times larger: half the columns. A double adds whole numbers exactly up to 2^53, in half the room of the sum of whole
    // numbers, which has 128 bits. Each holds up to 67 million events of one class and rule in one hour of one camera.
    private const string Second = "67108864";

    // What names a kind, as one number instead of six texts in each of millions of rows: hashes are taken once for each entry of a file's dictionaries. Two of 10,000 kinds
    // are mistaken for one in one archive of some 10^11.
    private const string Kind = "xor(xor(xor(hash(epoch), hash(camera, 1)), xor(hash(class, 2), hash(rule, 3))), xor(hash(model, 4), hash(model_version, 5)))";

    // The pass over all events that takes the time, so it has nothing in it that can be had elsewhere. Grouped by the hour itself and not by the hour of day: how counts vary
    // from hour to hour decides how far they may be trusted. Of each group it notes where one of its rows is, for the names. What is not known is not summed.
    private static string HoursSql(string events, AnalysisOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE OR REPLACE TEMP TABLE hours AS
        SELECT kind, hour, count(*) AS events, sum(reviews) AS reviews, count(reviews) AS judged, sum(margins) AS margins, sum(contexts) AS contexts, sum(tests) AS tests,
          min(seq) AS first_seq, max(seq) AS last_seq, min(captured) AS first_us, max(captured) AS last_us, sum(future) AS in_future, min(place) AS place
        FROM (
          SELECT event_id, {Kind} AS kind, (epoch_us(captured_utc) // 3600000000)::INT AS hour,
            (margin < {options.LowMargin})::DOUBLE * {Second} + 1 AS margins,
            ((share_context > {options.MostlyContext})::DOUBLE * {Second} + 1) * (explanation_status = 'ok')::DOUBLE AS contexts,
            (explanation_status = 'ok')::DOUBLE + (explanation_status = 'untrusted')::DOUBLE * ({Second} + 1) AS tests,
            seq, epoch_us(captured_utc) AS captured, (epoch_us(captured_utc) > epoch_us(received_utc))::DOUBLE AS future, file_index::BIGINT * {RowsInFile} + file_row_number AS place
          FROM {events} WHERE {Within("captured_utc", options)})
        LEFT JOIN verdict USING (event_id)
        GROUP BY ALL
        """);

    private const long RowsInFile = 1L << 32;

    /// <returns>Null where there is no kind: no event.</returns>
    private static string? KindsSql(Duck duck, ParquetTable events)
    {
        duck.Run("CREATE OR REPLACE TEMP TABLE places AS SELECT kind, min(place) AS place FROM hours GROUP BY kind");
        var files = duck.Query($"SELECT DISTINCT place // {RowsInFile} FROM places ORDER BY 1", r => events.Files[(int)r.GetInt64(0)]).ToArray();
        if (files.Length == 0) return null;
        var here = new ParquetTable("", files, []);
        // Names are numbered in their order, over the few thousand kinds and not over the hours.
        return $"""
            CREATE OR REPLACE TEMP TABLE kinds AS
            SELECT *, (dense_rank() OVER (ORDER BY site, device, camera) - 1)::INT AS camera_id, (dense_rank() OVER (ORDER BY class) - 1)::INT AS class_id,
              (dense_rank() OVER (ORDER BY rule) - 1)::INT AS rule_id, (dense_rank() OVER (ORDER BY model, model_version) - 1)::INT AS version_id,
              (dense_rank() OVER (ORDER BY site, device, camera, class, rule, model, model_version) - 1)::INT AS slice_id
            FROM (SELECT {Kind} AS kind, epoch, site, device, camera, coalesce(class, '{FleetCounts.WholeFrame}') AS class, rule, model, model_version, filename, file_row_number FROM {here.SqlWithPlaces})
            JOIN (SELECT kind, list_extract([{string.Join(", ", files.Select(Duck.Quote))}], (file + 1)::BIGINT) AS filename, row AS file_row_number
              FROM (SELECT kind, dense_rank() OVER (ORDER BY place // {RowsInFile}) - 1 AS file, place % {RowsInFile} AS row FROM places)) USING (kind, filename, file_row_number)
            """;
    }

    private static readonly string[] CodedSql =
    [
        """
        CREATE OR REPLACE TEMP TABLE epochs AS
        SELECT epoch, any_value(site) AS site, any_value(device) AS device, sum(events)::BIGINT AS events, sum(in_future)::BIGINT AS in_future,
          min(first_seq) AS first_seq, max(last_seq) AS last_seq, min(first_us) AS first_us, max(last_us) AS last_us
        FROM hours JOIN kinds USING (kind) GROUP BY epoch
        """,
        $"""
        CREATE OR REPLACE TEMP TABLE coded AS
        SELECT slice_id, camera_id, class_id, rule_id, version_id, hour, events,
          ({First("reviews")})::INT AS reviewed, ({Other("reviews")})::INT AS confirmed, ({First("margins")})::INT AS with_margin, ({Other("margins")})::INT AS low_margin,
          ({First("contexts")})::INT AS explained, ({Other("contexts")})::INT AS on_context, ({First("tests")})::INT AS tested, ({Other("tests")})::INT AS untrusted
        FROM hours JOIN kinds USING (kind)
        """,
        "CREATE OR REPLACE TEMP TABLE seen AS SELECT DISTINCT camera_id, version_id, hour FROM coded",
    ];

    private static string First(string sums) => $"coalesce({sums}, 0)::BIGINT % {Second}";

    private static string Other(string sums) => $"coalesce({sums}, 0)::BIGINT // {Second}";

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

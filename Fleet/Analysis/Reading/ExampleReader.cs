using DuckDB.NET.Data;

namespace SegEdge.Fleet.Analysis;

/// <summary>Finds the frames that show a weak spot best: by the sign that weighs most, those with a picture first.</summary>
public static class ExampleReader
{
    /// <summary>Fit a screen.</summary>
    private const int Most = 6;

    // A camera's pictures; four times 4 MB would make a page that no phone opens.
    private const int MostBytes = 200_000;

    // So many are looked at for a picture; more would be a search through the archive for one.
    private const int MostCandidates = 60, MostFiles = 200;

    public static IReadOnlyList<SpotExample> Find(FleetFolder folder, WeakSpot spot, AnalysisOptions options)
    {
        using var duck = new Duck();
        // Each file is asked for the columns that order it, and some for the rest.
        duck.Run("SET parquet_metadata_cache = true");
        var (events, attachments) = (ParquetTable.Of(folder.Events), ParquetTable.Of(folder.Attachments));
        events = events with { Files = Some([.. events.Files.Where(file => MayHold(file, spot.Slice))]) };
        if (events.IsEmpty) return [];
        try
        {
            // Where they are first, then what they are: of millions of rows only these few are read whole.
            var places = duck.Query(
                $"SELECT filename, file_row_number FROM {events.SqlWithPlaces} WHERE {Where(spot.Slice)} AND {FleetReader.Within("captured_utc", options)} ORDER BY {Order(spot.Signs[0].Measure)}, filename, file_row_number LIMIT {MostCandidates}",
                r => (File: r.GetString(0), Row: r.GetInt64(1))).ToArray();
            return places.Length == 0 ? [] : [.. duck.Query(Sql(places, attachments), r => ExampleOf(folder, r)).OrderBy(example => example.Thumb is null).Take(Most)];
        }
        catch (DuckDBException)
        {
            return []; // expected: a damaged file, which the report has named
        }
    }

    // Spread over the time: a spot shows in every part of it, and examples need not be the very worst.
    private static string[] Some(string[] files) => files.Length <= MostFiles ? files : [.. Enumerable.Range(0, MostFiles).Select(i => files[i * files.Length / MostFiles])];

    // Folders name site and device; where they do not, every file may.
    private static bool MayHold(string file, Slice slice) =>
        slice.Camera?.Split('/') is not [var site, var device, _] || !file.Contains("/site=", StringComparison.Ordinal)
        || (file.Contains($"/site={site}/", StringComparison.Ordinal) && file.Contains($"/device={device}/", StringComparison.Ordinal));

    private static string Sql((string File, long Row)[] places, ParquetTable attachments)
    {
        var files = new ParquetTable("", [.. places.Select(place => place.File).Distinct()], []);
        var here = string.Join(", ", places.Select((place, i) => $"({Duck.Quote(place.File)}, {place.Row}, {i})"));
        var thumbs = attachments.IsEmpty ? "(SELECT '' AS event_id, '' AS sha256 WHERE false)" : $"(SELECT event_id, any_value(sha256) AS sha256 FROM {attachments.Sql} WHERE kind = 'thumb' AND event_id IN (SELECT event_id FROM shown) GROUP BY event_id)";
        return $"""
            WITH shown AS (SELECT e.*, rank FROM {files.SqlWithPlaces} e JOIN (VALUES {here}) AS p(filename, file_row_number, rank) USING (filename, file_row_number))
            SELECT event_id, site || '/' || device || '/' || camera, epoch_us(captured_utc), coalesce(class, '{FleetCounts.WholeFrame}'), rule, margin, share_context, t.sha256
            FROM shown LEFT JOIN {thumbs} t USING (event_id) ORDER BY rank
            """;
    }

    private static string Order(Measure measure) => measure switch
    {
        Measure.LowMargin => "margin NULLS LAST",
        Measure.Context => "explanation_status = 'ok' DESC, share_context DESC NULLS LAST",
        Measure.Untrusted => "explanation_status = 'untrusted' DESC, faithfulness NULLS LAST",
        _ => "margin NULLS LAST",
    };

    private static string Where(Slice slice)
    {
        List<string> conditions = [];
        if (slice.Camera is { } camera && camera.Split('/') is [var site, var device, var name])
            conditions.Add($"site = {Duck.Quote(site)} AND device = {Duck.Quote(device)} AND camera = {Duck.Quote(name)}");
        if (slice.Class is { } about) conditions.Add($"coalesce(class, '{FleetCounts.WholeFrame}') = {Duck.Quote(about)}");
        if (slice.Rule is { } rule) conditions.Add($"rule = {Duck.Quote(rule)}");
        if (slice.Version is { } version) conditions.Add($"model || ' ' || model_version = {Duck.Quote(version)}");
        if (slice.Hour is { } hour) conditions.Add($"(epoch_us(captured_utc) // 3600000000) % 24 = {hour}");
        return string.Join(" AND ", conditions);
    }

    private static SpotExample ExampleOf(FleetFolder folder, DuckDBDataReader r) => new(
        r.GetString(0), r.GetString(1), DateTimeOffset.UnixEpoch.AddTicks(r.GetInt64(2) * TimeSpan.TicksPerMicrosecond), r.GetString(3), r.GetString(4),
        r.IsDBNull(5) ? null : r.GetFloat(5), r.IsDBNull(6) ? null : r.GetFloat(6),
        r.IsDBNull(7) ? null : Picture(folder, r.GetString(7)));

    private static ReadOnlyMemory<byte>? Picture(FleetFolder folder, string sha256)
    {
        if (folder.LengthOf(sha256) is not <= MostBytes || folder.ReadBlob(sha256) is not { } bytes) return null;
        return bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? bytes : null;
    }
}

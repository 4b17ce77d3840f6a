using DuckDB.NET.Data;

namespace SegEdge.Fleet.Analysis;

/// <summary>Finds the frames that show a weak spot best: by the sign that weighs most, those with a picture first.</summary>
public static class ExampleReader
{
    /// <summary>Fit a screen.</summary>
    private const int Most = 6;

    // A camera's pictures; four times 4 MB would make a page that no phone opens.
    private const int MostBytes = 200_000;

    public static IReadOnlyList<SpotExample> Find(FleetFolder folder, WeakSpot spot, AnalysisOptions options)
    {
        using var duck = new Duck();
        var (events, attachments) = (ParquetTable.Of(folder.Events), ParquetTable.Of(folder.Attachments));
        try
        {
            return [.. duck.Query(Sql(events, attachments, spot, options), r => ExampleOf(folder, r))];
        }
        catch (DuckDBException)
        {
            return []; // expected: a damaged file, which the report has named
        }
    }

    private static string Sql(ParquetTable events, ParquetTable attachments, WeakSpot spot, AnalysisOptions options)
    {
        var thumbs = attachments.IsEmpty ? "(SELECT '' AS event_id, '' AS sha256 WHERE false)" : $"(SELECT event_id, any_value(sha256) AS sha256 FROM {attachments.Sql} WHERE kind = 'thumb' GROUP BY event_id)";
        return $"""
            SELECT event_id, site || '/' || device || '/' || camera, epoch_us(captured_utc), coalesce(class, '{FleetCounts.WholeFrame}'), rule, margin, share_context, t.sha256
            FROM {events.Sql} LEFT JOIN {thumbs} t USING (event_id) WHERE {Where(spot.Slice)} AND {FleetReader.Within("captured_utc", options)}
            ORDER BY t.sha256 IS NULL, {Order(spot.Signs[0].Measure)}, event_id LIMIT {Most}
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
        r.IsDBNull(7) ? null : Picture(folder.FindBlob(r.GetString(7))));

    private static ReadOnlyMemory<byte>? Picture(string? path)
    {
        if (path is null || new FileInfo(path).Length > MostBytes) return null;
        var bytes = File.ReadAllBytes(path);
        return bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? bytes : null;
    }
}

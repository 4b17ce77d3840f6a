namespace SegEdge.Fleet.Store.Sql;

/// <summary>Between which ids the events of an hour of capture lie. Ids rise with the time, but clocks jump, so that what is asked for by time is looked for between them and still compared.</summary>
internal static class SqlCapturedHours
{
    public static Task NoteAsync(SqlSession session, IEnumerable<FleetEvent> events, CancellationToken cancellation) => session.ExecuteAsync(
        "INSERT INTO captured_hour (start_hour, first_id, last_id) VALUES ($1, $2, $3) ON CONFLICT (start_hour) DO UPDATE SET "
        + "first_id = CASE WHEN excluded.first_id < captured_hour.first_id THEN excluded.first_id ELSE captured_hour.first_id END, "
        + "last_id = CASE WHEN excluded.last_id > captured_hour.last_id THEN excluded.last_id ELSE captured_hour.last_id END",
        [.. events.GroupBy(row => FigureKey.HourOf(row.CapturedUtc)).OrderBy(same => same.Key)
            .Select(same => new object?[] { same.Key, same.Select(row => row.EventId).Min(StringComparer.Ordinal), same.Select(row => row.EventId).Max(StringComparer.Ordinal) })], cancellation);

    /// <returns>Ids of which none outside is of that time; null: there is no event of it.</returns>
    public static async Task<(string First, string Last)?> IdsAsync(SqlSession session, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellation)
    {
        // What is not counted yet may be of any time.
        var spans = await session.ReadAsync("SELECT MIN(first_id), MAX(last_id) FROM captured_hour WHERE start_hour >= $1 AND start_hour <= $2 "
            + "UNION ALL SELECT (SELECT MIN(event_id) FROM uncounted_event), (SELECT MAX(event_id) FROM uncounted_event)",
            row => row.IsDBNull(0) ? null : new[] { row.GetString(0), row.GetString(1) }, cancellation,
            from is { } first ? FigureKey.HourOf(first) : long.MinValue, to is { } last ? FigureKey.HourOf(last) : long.MaxValue).ConfigureAwait(false);
        string[][] known = [.. spans.OfType<string[]>()];
        return known.Length == 0 ? null : (known.Select(span => span[0]).Min(StringComparer.Ordinal)!, known.Select(span => span[1]).Max(StringComparer.Ordinal)!);
    }
}

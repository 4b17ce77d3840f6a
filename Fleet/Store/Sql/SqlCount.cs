namespace SegEdge.Fleet.Store.Sql;

/// <summary>Moves behind the writers, as the ledger does: takes events and verdicts that are not counted yet and adds them to <c>figure</c>. Within one transaction, and one at a time: whoever
/// counts locks the row of <c>counting</c>, so writers never wait for each other's counts.</summary>
/// <param name="lockRow">What a SELECT needs at its end so that nobody else counts.</param>
internal sealed class SqlCount(SqlSession session, string lockRow, CancellationToken cancellation)
{
    /// <summary>In one transaction: some 50 ms during which an embedded store takes nothing else.</summary>
    public const int Most = 1000;

    private static readonly string Add = $"INSERT INTO figure (level, start_hour, site, device, camera, class, rule, model, model_version, {FigureColumns.List}) VALUES "
        + $"({string.Join(", ", Enumerable.Range(1, 9 + FigureColumns.Names.Count).Select(i => $"${i}"))}) "
        + $"ON CONFLICT (level, start_hour, site, device, camera, class, rule, model, model_version) DO UPDATE SET {FigureColumns.Added}";

    private static readonly string Uncounted = $"SELECT event_id FROM uncounted_event ORDER BY event_id LIMIT {Most}";

    private readonly SortedDictionary<FigureKey, FlagFigures> _sums = [];

    /// <returns>How many events and verdicts were looked at.</returns>
    public async Task<int> RunAsync()
    {
        await session.ReadAsync($"SELECT one FROM counting{lockRow}", _ => 0, cancellation).ConfigureAwait(false);
        var events = await TakeEventsAsync().ConfigureAwait(false);
        var (verdicts, judged) = await TakeVerdictsAsync().ConfigureAwait(false);
        foreach (var eventId in judged) await JudgeAsync(eventId).ConfigureAwait(false);
        await session.ExecuteAsync(Add, [.. _sums.Select(sum => (object?[])[(int)sum.Key.Level, sum.Key.StartHour, sum.Key.Site, sum.Key.Device, sum.Key.Camera, sum.Key.Class, sum.Key.Rule,
            sum.Key.Model, sum.Key.ModelVersion, .. FigureColumns.Values(sum.Value)])], cancellation).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM uncounted_event WHERE event_id = $1", [.. events.Select(id => (object?[])[id])], cancellation).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM uncounted_verdict WHERE verdict_id = $1", [.. verdicts.Select(id => (object?[])[id])], cancellation).ConfigureAwait(false);
        return Math.Max(events.Count, verdicts.Count);
    }

    private async Task<IReadOnlyList<string>> TakeEventsAsync()
    {
        var ids = await session.ReadAsync(Uncounted, row => row.GetString(0), cancellation).ConfigureAwait(false);
        if (ids.Count == 0) return ids;
        var taken = ids.ToHashSet(); // another writer may add to them between the two questions
        var rows = (await session.ReadAsync($"SELECT {FleetColumns.List} FROM event WHERE event_id IN ({Uncounted})", FleetColumns.Read, cancellation).ConfigureAwait(false))
            .Where(row => taken.Contains(row.EventId)).ToArray();
        foreach (var row in rows) Sum(row, FlagFigures.Of(row));
        await SqlCapturedHours.NoteAsync(session, rows, cancellation).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO camera_newest (site, device, camera, event_id) VALUES ($1, $2, $3, $4) ON CONFLICT (site, device, camera) "
            + "DO UPDATE SET event_id = excluded.event_id WHERE excluded.event_id > camera_newest.event_id",
            [.. rows.GroupBy(row => (row.Site, row.Device, row.Camera)).OrderBy(same => same.Key)
                .Select(same => new object?[] { same.Key.Site, same.Key.Device, same.Key.Camera, same.Select(row => row.EventId).Max(StringComparer.Ordinal) })], cancellation).ConfigureAwait(false);
        return ids;
    }

    /// <returns>Verdicts, and the events whose verdicts are to be counted anew: also those that a verdict was here before.</returns>
    private async Task<(IReadOnlyList<string> Verdicts, IReadOnlyCollection<string> Judged)> TakeVerdictsAsync()
    {
        var waiting = await session.ReadAsync($"SELECT verdict_id, event_id FROM uncounted_verdict ORDER BY verdict_id LIMIT {Most}", row => (Id: row.GetString(0), EventId: row.GetString(1)),
            cancellation).ConfigureAwait(false);
        var early = await session.ReadAsync($"SELECT DISTINCT event_id FROM verdict WHERE event_id IN ({Uncounted})", row => row.GetString(0), cancellation).ConfigureAwait(false);
        return ([.. waiting.Select(one => one.Id)], waiting.Select(one => one.EventId).Concat(early).ToHashSet());
    }

    // Not what the new verdict says but what all of them come to, against what was counted: right in whatever order they come, and however often.
    private async Task JudgeAsync(string eventId)
    {
        var rows = await session.ReadAsync($"SELECT {FleetColumns.List} FROM event WHERE event_id = $1", FleetColumns.Read, cancellation, eventId).ConfigureAwait(false);
        if (rows.Count == 0) return; // comes later, and is judged then
        var verdicts = await session.ReadAsync("SELECT verdict_id, verdict, takes_back FROM verdict WHERE event_id = $1 ORDER BY utc, verdict_id",
            row => (Id: row.GetString(0), Verdict: row.GetString(1), TakesBack: row.IsDBNull(2) ? null : row.GetString(2)), cancellation, eventId).ConfigureAwait(false);
        var takenBack = verdicts.Select(one => one.TakesBack).OfType<string>().ToHashSet();
        var stands = verdicts.LastOrDefault(one => one.TakesBack is null && !takenBack.Contains(one.Id)).Verdict;
        var counted = (await session.ReadAsync("SELECT verdict FROM counted_verdict WHERE event_id = $1", row => row.GetString(0), cancellation, eventId).ConfigureAwait(false)).FirstOrDefault();
        if (stands == counted) return;
        if (counted is not null) Sum(rows[0], FlagFigures.OfVerdict(counted, -1));
        if (stands is not null) Sum(rows[0], FlagFigures.OfVerdict(stands, 1));
        await session.ExecuteOneAsync("DELETE FROM counted_verdict WHERE event_id = $1", cancellation, eventId).ConfigureAwait(false);
        if (stands is not null) await session.ExecuteOneAsync("INSERT INTO counted_verdict (event_id, verdict) VALUES ($1, $2)", cancellation, eventId, stands).ConfigureAwait(false);
    }

    private void Sum(FleetEvent row, FlagFigures figures)
    {
        foreach (var key in FigureKey.Of(row)) _sums[key] = _sums.GetValueOrDefault(key) + figures;
    }
}

using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Store.Retention;

/// <summary>The deletes of one transaction. Each asks for holds itself: one that was acknowledged before is never overlooked.</summary>
internal sealed class SqlRetention(SqlFleetStore store, SqlSession session, CancellationToken cancellation)
{
    /// <summary>Of events or of references in a transaction: those who write what arrives wait for it.</summary>
    public const int MostInTransaction = 200;

    private const string IsReviewed = "EXISTS (SELECT 1 FROM verdict v WHERE v.event_id = e.event_id AND v.takes_back IS NULL "
        + "AND NOT EXISTS (SELECT 1 FROM verdict t WHERE t.event_id = v.event_id AND t.takes_back = v.verdict_id))";

    // $1 where the last look ended, $2 to $4 limits of plain events, alerts and reviewed ones.
    private const string IsOver = $"e.received_utc >= $1 AND e.received_utc < $2 AND (e.severity <> 'alert' OR e.received_utc < $3) AND (e.received_utc < $4 OR NOT {IsReviewed}) AND NOT {SqlHolds.IsHeld}";

    /// <returns>Events, their blobs that no other event has, and the bytes of those; where to go on, null where nothing more is over.</returns>
    public async Task<(long Events, long Blobs, long Bytes, DateTimeOffset? Next)> ForgetEventsAsync(DateTimeOffset from, RetentionLimits limits)
    {
        await session.LockHoldsAsync(cancellation).ConfigureAwait(false);
        var over = await session.ReadAsync($"SELECT e.event_id, e.received_utc FROM event e WHERE {IsOver} ORDER BY e.received_utc, e.event_id LIMIT {MostInTransaction}{store.LockRow}",
            row => (Id: row.GetString(0), Received: row.GetFieldValue<DateTimeOffset>(1)), cancellation, Values(from, limits)).ConfigureAwait(false);
        var (events, named) = (0L, new HashSet<string>());
        foreach (var (id, _) in over)
        {
            named.UnionWith(await session.ReadAsync("DELETE FROM event_blob WHERE event_id = $1 RETURNING sha256", row => row.GetString(0), cancellation, id).ConfigureAwait(false));
            await session.ExecuteOneAsync("DELETE FROM expected_blob WHERE event_id = $1", cancellation, id).ConfigureAwait(false);
            events += await session.ExecuteOneAsync("DELETE FROM event WHERE event_id = $1", cancellation, id).ConfigureAwait(false);
        }

        var (blobs, bytes) = await ForgetAsync(named).ConfigureAwait(false);
        return (events, blobs, bytes, over.Count < MostInTransaction ? null : over[^1].Received);
    }

    /// <summary>Events lose their blobs of one kind, and blobs go that no event has any more.</summary>
    public async Task<(long Blobs, long Bytes, DateTimeOffset? Next)> ForgetKindAsync(string kind, DateTimeOffset from, RetentionLimits limits)
    {
        await session.LockHoldsAsync(cancellation).ConfigureAwait(false);
        var over = await session.ReadAsync($"SELECT b.event_id, b.sha256, e.received_utc FROM event e JOIN event_blob b ON b.event_id = e.event_id "
            + $"WHERE b.kind = $5 AND {IsOver} ORDER BY e.received_utc, b.event_id, b.sha256 LIMIT {MostInTransaction}",
            row => (Id: row.GetString(0), Sha256: row.GetString(1), Received: row.GetFieldValue<DateTimeOffset>(2)), cancellation, [.. Values(from, limits), kind]).ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM event_blob WHERE event_id = $1 AND sha256 = $2", [.. over.Select(one => new object?[] { one.Id, one.Sha256 })], cancellation).ConfigureAwait(false);
        // Not yet here, and not wanted any more: nobody should ask the device for it.
        await session.ExecuteAsync("DELETE FROM expected_blob WHERE event_id = $1 AND sha256 = $2", [.. over.Select(one => new object?[] { one.Id, one.Sha256 })], cancellation).ConfigureAwait(false);
        var (blobs, bytes) = await ForgetAsync(over.Select(one => one.Sha256).ToHashSet()).ConfigureAwait(false);
        return (blobs, bytes, over.Count < MostInTransaction ? null : over[^1].Received);
    }

    /// <summary>Blobs whose event never came, or came after retention had it.</summary>
    public async Task<(long Blobs, long Bytes, bool More)> ForgetOrphansAsync(DateTimeOffset before)
    {
        var orphans = await session.ReadAsync($"SELECT sha256 FROM blob WHERE received_utc < $1 AND NOT EXISTS (SELECT 1 FROM event_blob b WHERE b.sha256 = blob.sha256) "
            + $"ORDER BY sha256 LIMIT {MostInTransaction}", row => row.GetString(0), cancellation, before).ConfigureAwait(false);
        var (blobs, bytes) = await ForgetAsync(orphans.ToHashSet()).ConfigureAwait(false);
        return (blobs, bytes, orphans.Count == MostInTransaction);
    }

    /// <summary>In the transaction that took it away, so that the two are never apart.</summary>
    public async Task RecordAsync(RetentionRecord record)
    {
        if (record.Records == 0) return;
        await session.ExecuteOneAsync("INSERT INTO retention (run_id, what, utc, records, bytes, before_utc) VALUES ($1, $2, $3, $4, $5, $6) "
            + "ON CONFLICT (run_id, what) DO UPDATE SET records = retention.records + excluded.records, bytes = retention.bytes + excluded.bytes", cancellation,
            record.RunId, record.What, record.Utc.ToUniversalTime(), record.Records, record.Bytes, record.Before.ToUniversalTime()).ConfigureAwait(false);
    }

    private async Task<(long Blobs, long Bytes)> ForgetAsync(IReadOnlySet<string> named)
    {
        var (gone, bytes) = (new List<string>(), 0L);
        foreach (var sha256 in named.Order(StringComparer.Ordinal))
            foreach (var size in await session.ReadAsync("DELETE FROM blob WHERE sha256 = $1 AND NOT EXISTS (SELECT 1 FROM event_blob b WHERE b.sha256 = $1) RETURNING bytes", row => row.GetInt64(0), cancellation, sha256).ConfigureAwait(false))
            {
                gone.Add(sha256);
                bytes += size;
            }

        await store.ForgetBodiesAsync(session, gone, cancellation).ConfigureAwait(false);
        return (gone.Count, bytes);
    }

    private static object?[] Values(DateTimeOffset from, RetentionLimits limits) => [from.ToUniversalTime(), limits.Plain.ToUniversalTime(), limits.Alert.ToUniversalTime(), limits.Reviewed.ToUniversalTime()];
}

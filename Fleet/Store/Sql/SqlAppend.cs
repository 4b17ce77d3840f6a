using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>Writes a batch. Rows go in the order of their keys, so that two writers with the same records wait for each other instead of deadlocking.</summary>
internal sealed class SqlAppend(SqlSession session, CancellationToken cancellation)
{
    private static readonly string InsertEvent = $"INSERT INTO event ({FleetColumns.List}, card) VALUES "
        + $"({string.Join(", ", Enumerable.Range(1, FleetColumns.Names.Count + 1).Select(i => $"${i}"))}) ON CONFLICT DO NOTHING";

    /// <returns>The new ones.</returns>
    public async Task<IReadOnlyList<FleetEvent>> EventsAsync(IReadOnlyList<ArchivedEvent> events)
    {
        ArchivedEvent[] sorted = [.. events.OrderBy(one => one.Row.EventId, StringComparer.Ordinal)];
        var added = await session.ExecuteAsync(InsertEvent, [.. sorted.Select(one => (object?[])[.. FleetColumns.Values(one.Row), one.Card.ToArray()])], cancellation).ConfigureAwait(false);
        ArchivedEvent[] news = [.. sorted.Where((_, i) => added[i] > 0)];
        await session.ExecuteAsync("INSERT INTO expected_blob (event_id, sha256, site, device, epoch, seq, seen_utc) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            [.. from one in news
                from sha256 in one.Blobs.Distinct().Order(StringComparer.Ordinal)
                select (object?[])[one.Row.EventId, sha256, one.Row.Site, one.Row.Device, one.Row.Epoch, one.Row.Seq, one.Row.ReceivedUtc.ToUniversalTime()]], cancellation).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO uncounted_event (event_id) VALUES ($1)", [.. news.Select(one => (object?[])[one.Row.EventId])], cancellation).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO event_blob (sha256, event_id, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            [.. from one in news
                from blob in one.Blobs.Select((sha256, i) => (Sha256: sha256, Kind: i < one.BlobKinds.Count ? one.BlobKinds[i] : "other")).OrderBy(blob => blob.Sha256, StringComparer.Ordinal)
                select new object?[] { blob.Sha256, one.Row.EventId, blob.Kind }], cancellation).ConfigureAwait(false);
        return [.. news.Select(one => one.Row)];
    }

    /// <param name="blobs">Whole ones, whose bodies are kept already or are kept with this transaction.</param>
    /// <returns>How many are new.</returns>
    public async Task<int> BlobsAsync(IEnumerable<ArchivedBlob> blobs) => (await session.ExecuteAsync(
        "INSERT INTO blob (sha256, content_type, bytes, received_utc) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        [.. blobs.OrderBy(blob => blob.Part.Sha256, StringComparer.Ordinal)
            .Select(blob => new object?[] { blob.Part.Sha256, blob.ContentType, (long)blob.Part.Body.Length, blob.ReceivedUtc.ToUniversalTime() })], cancellation).ConfigureAwait(false)).Sum();

    public async Task<int> GapsAsync(IReadOnlyList<ArchivedGap> gaps)
    {
        ArchivedGap[] sorted = [.. gaps.OrderBy(gap => (gap.Site, gap.Device, gap.Gap.Epoch, gap.Gap.Seq))];
        var added = await session.ExecuteAsync("INSERT INTO gap (site, device, epoch, seq, stream, lost_epoch, reason, records, bytes, json, received_utc) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            [.. sorted.Select(one => new object?[]
            {
                one.Site, one.Device, one.Gap.Epoch, one.Gap.Seq, WireNames.NameOf(one.Gap.Stream), LostEpoch(one.Gap), WireNames.NameOf(one.Gap.Reason),
                one.Gap.Count, one.Gap.Bytes, one.Json.ToArray(), one.ReceivedUtc.ToUniversalTime(),
            })], cancellation).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO named_range (site, device, epoch, stream, first_seq, last_seq, reason) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            [.. from one in sorted.Where((_, i) => added[i] > 0)
                from range in one.Gap.Ranges
                select new object?[]
                {
                    one.Site, one.Device, LostEpoch(one.Gap), WireNames.NameOf(one.Gap.Stream), range.From, range.To ?? long.MaxValue, WireNames.NameOf(one.Gap.Reason),
                }], cancellation).ConfigureAwait(false);
        return added.Sum();
    }

    public async Task<int> AuditsAsync(IReadOnlyList<ArchivedAudit> audits)
    {
        ArchivedAudit[] sorted = [.. audits.OrderBy(audit => (audit.Site, audit.Device, audit.Record.Epoch, audit.Record.Seq))];
        var added = await session.ExecuteAsync(
            "INSERT INTO audit (site, device, epoch, seq, utc, actor, action, subject, json, received_utc, hash, prev_hash, link) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0) "
            + "ON CONFLICT DO NOTHING",
            [.. sorted.Select(one => new object?[]
            {
                one.Site, one.Device, one.Record.Epoch, one.Record.Seq, one.Record.Utc.ToUniversalTime(), one.Record.Actor, WireNames.NameOf(one.Record.Action),
                one.Record.Subject, one.Json.ToArray(), one.ReceivedUtc.ToUniversalTime(), one.Record.Hash, one.Record.PrevHash,
            })], cancellation).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO unchecked_audit (site, device, epoch, seq) VALUES ($1, $2, $3, $4)",
            [.. sorted.Where((_, i) => added[i] > 0).Select(one => new object?[] { one.Site, one.Device, one.Record.Epoch, one.Record.Seq })], cancellation).ConfigureAwait(false);
        // What comes again is the same, or somebody wrote history anew: the first one stays, and the second one is evidence.
        await session.ExecuteAsync("INSERT INTO audit_break (site, device, epoch, seq, kind, seen_utc, json) SELECT $1, $2, $3, $4, $5, $6, $7 "
            + "WHERE EXISTS (SELECT 1 FROM audit WHERE site = $1 AND device = $2 AND epoch = $3 AND seq = $4 AND hash <> $8) ON CONFLICT DO NOTHING",
            [.. sorted.Where((_, i) => added[i] == 0).Select(one => new object?[]
            {
                one.Site, one.Device, one.Record.Epoch, one.Record.Seq, WireNames.NameOf(AuditBreakKind.Rewritten), one.ReceivedUtc.ToUniversalTime(), one.Json.ToArray(), one.Record.Hash,
            })], cancellation).ConfigureAwait(false);
        return added.Sum();
    }

    public Task ReportsAsync(IReadOnlyList<DeviceReport> reports) => session.ExecuteAsync(
        "INSERT INTO device_report (site, device, kind, json, received_utc) VALUES ($1, $2, $3, $4, $5) "
        + "ON CONFLICT (site, device, kind) DO UPDATE SET json = excluded.json, received_utc = excluded.received_utc WHERE excluded.received_utc >= device_report.received_utc",
        [.. reports.GroupBy(report => (report.Site, report.Device, report.Kind)).OrderBy(same => same.Key).Select(same => same.Last())
            .Select(one => new object?[] { one.Site, one.Device, WireNames.NameOf(one.Kind), one.Json.ToArray(), one.ReceivedUtc.ToUniversalTime() })], cancellation);

    /// <summary>Every number that came, new or not: the ledger drops what it knows.</summary>
    public Task ArrivalsAsync(FleetBatch batch) => session.ExecuteAsync(
        "INSERT INTO arrival (site, device, epoch, stream, seq) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        [.. batch.Events.Select(one => (one.Row.Site, one.Row.Device, one.Row.Epoch, Stream: StreamKind.Event, one.Row.Seq))
            .Concat(batch.Gaps.Select(one => (one.Site, one.Device, one.Gap.Epoch, Stream: StreamKind.Gap, one.Gap.Seq)))
            .Concat(batch.Audits.Select(one => (one.Site, one.Device, one.Record.Epoch, Stream: StreamKind.Audit, one.Record.Seq)))
            .Distinct().Order()
            .Select(one => new object?[] { one.Site, one.Device, one.Epoch, WireNames.NameOf(one.Stream), one.Seq })], cancellation);

    private static string LostEpoch(GapMessage gap) => gap.LostEpoch ?? gap.Epoch;
}

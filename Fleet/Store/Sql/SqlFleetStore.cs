using System.Data.Common;
using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>What both databases have in common, which is nearly all.</summary>
/// <param name="blobPatience">How long after its event a blob is not missed: blobs leave a device last.</param>
public abstract partial class SqlFleetStore(TimeProvider time, TimeSpan blobPatience) : IReviewStore, ISqlSessions
{
    private const int MostInPage = 1000, MostInTransaction = 50;
    private const string SelectVerdicts = "SELECT verdict_id, event_id, utc, user_name, verdict, reason, class, shown, takes_back FROM verdict";

    protected TimeProvider Time { get; } = time;

    /// <summary>At the end of a SELECT, where other writers could change the row.</summary>
    internal virtual string LockRow => "";

    public Task<AppendOutcome> AppendAsync(FleetBatch batch, CancellationToken cancellation = default) => WriteAsync(async session =>
    {
        await KeepBodiesAsync(session, [.. batch.Blobs.Where(blob => blob.IsWhole)], cancellation).ConfigureAwait(false);
        var append = new SqlAppend(session, cancellation);
        var events = await append.EventsAsync(Dated(batch.Events)).ConfigureAwait(false);
        var blobs = await append.BlobsAsync(batch.Blobs.Where(blob => blob.IsWhole)).ConfigureAwait(false);
        var gaps = await append.GapsAsync(batch.Gaps).ConfigureAwait(false);
        var audits = await append.AuditsAsync(batch.Audits).ConfigureAwait(false);
        await append.ReportsAsync(batch.Reports).ConfigureAwait(false);
        await append.ArrivalsAsync(batch).ConfigureAwait(false);
        var (whole, broken) = (batch.Blobs.Where(blob => blob.IsWhole).Select(NameOf).ToList(), new List<KeptBlob>());
        if (batch.Blobs.Any(blob => !blob.IsWhole))
        {
            whole.AddRange(await new SqlParts(session, Time, cancellation).KeepAsync([.. batch.Blobs.Where(blob => !blob.IsWhole)]).ConfigureAwait(false));
            blobs += await JoinAsync(session, whole, broken, cancellation).ConfigureAwait(false);
        }

        return new AppendOutcome(events, blobs, gaps, audits, whole, broken);
    }, cancellation);

    public Task<EventPage> EventsAsync(EventFilter filter, string? before, int most, CancellationToken cancellation = default)
    {
        most = Math.Clamp(most, 1, MostInPage);
        var (where, values) = SqlFilter.Of(filter, before);
        return ReadAsync(async session =>
        {
            var rows = await session.ReadAsync($"SELECT {FleetColumns.List}, card FROM event{where} ORDER BY event_id DESC LIMIT {most + 1}", ReadEvent, cancellation, values).ConfigureAwait(false);
            return rows.Count <= most ? new EventPage(rows, null) : new EventPage(rows[..most], rows[most - 1].Row.EventId);
        }, cancellation);
    }

    public Task<StoredEvent?> EventAsync(string eventId, CancellationToken cancellation = default) => ReadAsync(async session =>
        (await session.ReadAsync($"SELECT {FleetColumns.List}, card FROM event WHERE event_id = $1", ReadEvent, cancellation, eventId).ConfigureAwait(false)).FirstOrDefault(), cancellation);

    public Task<StoredBlob?> BlobAsync(string sha256, CancellationToken cancellation = default) => ReadAsync(async session =>
    {
        var found = await session.ReadAsync($"SELECT content_type FROM blob WHERE sha256 = $1 AND {SqlReview.NotWithheld("blob.sha256")}",
            row => row.GetString(0), cancellation, sha256).ConfigureAwait(false);
        return found.Count == 1 && await BodyAsync(session, sha256, cancellation).ConfigureAwait(false) is { } body ? new StoredBlob(sha256, found[0], body) : null;
    }, cancellation);

    public Task<bool> AddVerdictAsync(FleetVerdict verdict, CancellationToken cancellation = default) => WriteAsync(async session =>
    {
        var isNew = await session.ExecuteOneAsync(
            "INSERT INTO verdict (verdict_id, event_id, utc, user_name, verdict, reason, class, shown, takes_back) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            cancellation, verdict.VerdictId, verdict.EventId, verdict.Utc.ToUniversalTime(), verdict.User, verdict.Verdict, verdict.Reason, verdict.Class,
            JsonSerializer.Serialize(verdict.Shown), verdict.TakesBack).ConfigureAwait(false) > 0;
        if (!isNew) return false;
        await WithholdAsync(session, verdict, cancellation).ConfigureAwait(false);
        await session.ExecuteOneAsync("INSERT INTO uncounted_verdict (verdict_id, event_id) VALUES ($1, $2)", cancellation, verdict.VerdictId, verdict.EventId).ConfigureAwait(false);
        return true;
    }, cancellation);

    public Task<IReadOnlyList<FleetVerdict>> VerdictsAsync(string eventId, CancellationToken cancellation = default) =>
        ListAsync($"{SelectVerdicts} WHERE event_id = $1 ORDER BY utc, verdict_id", ReadVerdict, cancellation, eventId);

    public Task<IReadOnlyList<DeviceReport>> ReportsAsync(string? site = null, string? device = null, CancellationToken cancellation = default)
    {
        var (where, values) = SqlFilter.Of(site, device);
        return ListAsync($"SELECT site, device, kind, json, received_utc FROM device_report{where} ORDER BY site, device, kind", row => new DeviceReport(
            row.GetString(0), row.GetString(1), WireNames.ValueOf<ReportKind>(row.GetString(2)), row.GetFieldValue<byte[]>(3), row.GetFieldValue<DateTimeOffset>(4)), cancellation, values);
    }

    public Task<IReadOnlyList<ArchivedGap>> GapsAsync(string site, string device, int most, CancellationToken cancellation = default) => ListAsync(
        $"SELECT json, received_utc FROM gap WHERE site = $1 AND device = $2 ORDER BY received_utc DESC, seq DESC LIMIT {Math.Clamp(most, 1, MostInPage)}", row =>
        {
            var json = row.GetFieldValue<byte[]>(0);
            return new ArchivedGap(site, device, JsonSerializer.Deserialize(json, TelemetryJson.Default.GapMessage)!, json, row.GetFieldValue<DateTimeOffset>(1));
        }, cancellation, site, device);

    public Task<IReadOnlyList<ArchivedAudit>> AuditsAsync(string site, string device, string epoch, CancellationToken cancellation = default) => ListAsync(
        "SELECT json, received_utc FROM audit WHERE site = $1 AND device = $2 AND epoch = $3 ORDER BY seq", row =>
        {
            var json = row.GetFieldValue<byte[]>(0);
            return new ArchivedAudit(site, device, JsonSerializer.Deserialize(json, TelemetryJson.Default.AuditMessage)!, json, row.GetFieldValue<DateTimeOffset>(1));
        }, cancellation, site, device, epoch);

    public Task<IReadOnlyList<SequenceStatus>> SequencesAsync(string? site = null, string? device = null, CancellationToken cancellation = default) =>
        ReadAsync(session => Ledger(session, cancellation).StatusAsync(site, device), cancellation);

    public async Task<IReadOnlyList<KeptBlob>> TidyAsync(CancellationToken cancellation = default)
    {
        // Some in each transaction: a flush for each would cost more than the work, and all at once would keep those waiting who write what arrives.
        foreach (var some in (await ReadAsync(session => Ledger(session, cancellation).OpenAsync(), cancellation).ConfigureAwait(false)).Chunk(MostInTransaction))
            await WriteAsync(async session =>
            {
                foreach (var key in some) await Ledger(session, cancellation).MoveAsync(key).ConfigureAwait(false);
            }, cancellation).ConfigureAwait(false);
        await WriteAsync(session => Ledger(session, cancellation).ExpectBlobsAsync(blobPatience), cancellation).ConfigureAwait(false);
        await CountAsync(cancellation).ConfigureAwait(false);
        await CheckAuditsAsync(cancellation).ConfigureAwait(false);
        return await WriteAsync(async session =>
        {
            var whole = new List<KeptBlob>();
            await JoinAsync(session, whole, [], cancellation).ConfigureAwait(false);
            await new SqlParts(session, Time, cancellation).ForgetOldAsync().ConfigureAwait(false);
            return (IReadOnlyList<KeptBlob>)whole;
        }, cancellation).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<SequenceHole>> HolesAsync(int most, CancellationToken cancellation = default) => ReadAsync(session => Ledger(session, cancellation).HolesAsync(most), cancellation);

    public Task<IReadOnlyList<SequenceHole>> HolesAsync(string site, string device, int most, CancellationToken cancellation = default) =>
        ReadAsync(session => Ledger(session, cancellation).HolesAsync(site, device, most), cancellation);

    public Task<IReadOnlyList<(string Site, string Device)>> IncompleteDevicesAsync(CancellationToken cancellation = default) =>
        ListAsync("SELECT DISTINCT site, device FROM hole ORDER BY site, device", row => (row.GetString(0), row.GetString(1)), cancellation);

    public Task<bool> AskedAsync(SequenceHole hole, CancellationToken cancellation = default) => WriteAsync(session => Ledger(session, cancellation).AskedAsync(hole), cancellation);

    public async Task GiveUpAsync(SequenceHole hole, CancellationToken cancellation = default)
    {
        await WriteAsync(session => Ledger(session, cancellation).GiveUpAsync(hole), cancellation).ConfigureAwait(false);
        if (hole.Key.Stream != StreamKind.Blob) await WriteAsync(session => Ledger(session, cancellation).MoveAsync(hole.Key), cancellation).ConfigureAwait(false);
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>On return the bodies are as safe as the transaction will be.</summary>
    private protected abstract Task KeepBodiesAsync(SqlSession session, IReadOnlyList<ArchivedBlob> blobs, CancellationToken cancellation);

    private protected abstract Task<byte[]?> BodyAsync(SqlSession session, string sha256, CancellationToken cancellation);

    /// <summary>Those of them that are kept.</summary>
    private protected virtual async Task<IReadOnlyDictionary<string, byte[]>> BodiesAsync(SqlSession session, IReadOnlyCollection<string> hashes, CancellationToken cancellation)
    {
        var bodies = new Dictionary<string, byte[]>();
        foreach (var hash in hashes.Distinct())
            if (await BodyAsync(session, hash, cancellation).ConfigureAwait(false) is { } body) bodies.Add(hash, body);
        return bodies;
    }

    /// <summary>Runs it in a transaction and commits.</summary>
    private protected abstract Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation);

    private protected abstract Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation);

    /// <summary>Where a store divides events by the time of their receipt: with one that it can still take.</summary>
    private protected virtual IReadOnlyList<ArchivedEvent> Dated(IReadOnlyList<ArchivedEvent> events) => events;

    /// <summary>Of all events.</summary>
    internal Task<IReadOnlyList<FleetVerdict>> AllVerdictsAsync(CancellationToken cancellation) => ListAsync(SelectVerdicts, ReadVerdict, cancellation);

    /// <summary>For what is no part of archiving; a transaction of its own.</summary>
    internal Task<T> WithSessionAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation) => WriteAsync(work, cancellation);

    Task<T> ISqlSessions.WithSessionAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation) => WriteAsync(work, cancellation);

    /// <summary>Within the transaction that forgets the blobs.</summary>
    internal abstract Task ForgetBodiesAsync(SqlSession session, IReadOnlyList<string> blobs, CancellationToken cancellation);

    /// <summary>Where a store has files beside its database: removes those in which nothing is left of what is kept.</summary>
    /// <param name="removed">Told how many, their bytes, and of which time they were.</param>
    internal virtual Task ForgetFilesAsync(Func<long, long, DateTimeOffset, Task> removed, DateTimeOffset before, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Gives the room of forgotten bodies back, where the database does not do it by itself.</summary>
    internal virtual Task ReclaimAsync(CancellationToken cancellation) => Task.CompletedTask;

    private static FleetVerdict ReadVerdict(DbDataReader row) => new()
    {
        VerdictId = row.GetString(0),
        EventId = row.GetString(1),
        Utc = row.GetFieldValue<DateTimeOffset>(2),
        User = row.GetString(3),
        Verdict = row.GetString(4),
        Reason = Text(row, 5),
        Class = Text(row, 6),
        Shown = JsonSerializer.Deserialize<string[]>(row.GetString(7)) ?? [],
        TakesBack = Text(row, 8),
    };

    private static KeptBlob NameOf(ArchivedBlob blob) => new(blob.Site, blob.Device, blob.Epoch, blob.Part.Sha256);

    private static StoredEvent ReadEvent(DbDataReader row) => new(FleetColumns.Read(row), row.GetFieldValue<byte[]>(FleetColumns.Names.Count));

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private SqlLedger Ledger(SqlSession session, CancellationToken cancellation) => new(session, LockRow, Time, cancellation);

    private async Task<int> JoinAsync(SqlSession session, List<KeptBlob> whole, List<KeptBlob> broken, CancellationToken cancellation)
    {
        var parts = new SqlParts(session, Time, cancellation);
        var added = 0;
        foreach (var (eventId, sha256) in await parts.CompleteAsync().ConfigureAwait(false))
        {
            var (blob, name) = await parts.TakeAsync(eventId, sha256).ConfigureAwait(false);
            if (name == default) continue;
            (blob is null ? broken : whole).Add(name);
            if (blob is null) continue;
            await KeepBodiesAsync(session, [blob], cancellation).ConfigureAwait(false);
            added += await new SqlAppend(session, cancellation).BlobsAsync([blob]).ConfigureAwait(false);
        }

        return added;
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellation, params object?[] values) =>
        ReadAsync(async session => (IReadOnlyList<T>)await session.ReadAsync(sql, read, cancellation, values).ConfigureAwait(false), cancellation);

    private Task<bool> WriteAsync(Func<SqlSession, Task> work, CancellationToken cancellation) => WriteAsync(async session =>
    {
        await work(session).ConfigureAwait(false);
        return true;
    }, cancellation);
}

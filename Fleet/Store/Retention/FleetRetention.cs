using SegEdge.Fleet.Store.Sql;

namespace SegEdge.Fleet.Store.Retention;

/// <summary>Takes away what is over, in small transactions, and records it. One at a time in a process; several workers of a database may each have one.</summary>
/// <remarks>What was looked at is not looked at again until a day has passed or holds have changed: what stays behind (alerts, reviewed events, holds) would be counted through each time.</remarks>
public sealed class FleetRetention(SqlFleetStore store, RetentionOptions options, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromDays(1);

    private readonly Dictionary<string, DateTimeOffset> _looked = [];
    private DateTimeOffset _fromTheStart = DateTimeOffset.MinValue;
    private int _holds = -1;

    /// <returns>What went, a record for each kind of thing.</returns>
    /// <exception cref="FleetStoreException">Not now; what went is recorded, and the next run goes on.</exception>
    public async Task<IReadOnlyList<RetentionRecord>> RunAsync(CancellationToken cancellation = default)
    {
        if (!options.IsOn) return [];
        var (run, now) = (Ulid.NewUlid(time.GetUtcNow()).ToString(), time.GetUtcNow());
        await ForgetWhatWasLookedAtAsync(now, cancellation).ConfigureAwait(false);
        foreach (var (kind, days) in options.Kinds) await ForgetKindAsync(run, now, kind, RetentionLimits.Of(now, days, options), cancellation).ConfigureAwait(false);
        if (options.EventDays > 0)
        {
            var limits = RetentionLimits.Of(now, options.EventDays, options);
            await ForgetEventsAsync(run, now, limits, cancellation).ConfigureAwait(false);
            while (await OrphansAsync(run, now, limits.Plain, cancellation).ConfigureAwait(false)) { }
            await store.ForgetFilesAsync((records, bytes, before) => RecordAsync(new(run, "day", now, records, bytes, before), cancellation), limits.Plain, cancellation).ConfigureAwait(false);
        }

        await store.ReclaimAsync(cancellation).ConfigureAwait(false);
        return [.. (await RecordsAsync(1000, cancellation).ConfigureAwait(false)).Where(record => record.RunId == run)];
    }

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<RetentionRecord>> RecordsAsync(int most, CancellationToken cancellation = default) => store.WithSessionAsync(async session =>
        (IReadOnlyList<RetentionRecord>)await session.ReadAsync($"SELECT run_id, what, utc, records, bytes, before_utc FROM retention ORDER BY run_id DESC, what LIMIT {Math.Clamp(most, 1, 10_000)}",
            row => new RetentionRecord(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetInt64(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5)), cancellation).ConfigureAwait(false), cancellation);

    private async Task ForgetWhatWasLookedAtAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        // A release adds a row too, so that any change is one of their number.
        var holds = await store.WithSessionAsync(async session => (await session.ReadAsync("SELECT CAST(COUNT(*) AS INTEGER) FROM legal_hold", row => row.GetInt32(0), cancellation).ConfigureAwait(false))[0], cancellation).ConfigureAwait(false);
        if (holds == _holds && now - _fromTheStart < LookAgain) return;
        (_holds, _fromTheStart) = (holds, now);
        _looked.Clear();
    }

    private async Task ForgetEventsAsync(string run, DateTimeOffset now, RetentionLimits limits, CancellationToken cancellation)
    {
        for (DateTimeOffset? from = From("event"); from is { } start;)
            from = await InTransactionAsync(async sql =>
            {
                var (events, blobs, bytes, next) = await sql.ForgetEventsAsync(start, limits).ConfigureAwait(false);
                await sql.RecordAsync(new(run, "event", now, events, 0, limits.Plain)).ConfigureAwait(false);
                await sql.RecordAsync(new(run, "blob", now, blobs, bytes, limits.Plain)).ConfigureAwait(false);
                return next;
            }, cancellation).ConfigureAwait(false);
        _looked["event"] = limits.Plain;
    }

    private async Task ForgetKindAsync(string run, DateTimeOffset now, string kind, RetentionLimits limits, CancellationToken cancellation)
    {
        for (DateTimeOffset? from = From(kind); from is { } start;)
            from = await InTransactionAsync(async sql =>
            {
                var (blobs, bytes, next) = await sql.ForgetKindAsync(kind, start, limits).ConfigureAwait(false);
                await sql.RecordAsync(new(run, kind, now, blobs, bytes, limits.Plain)).ConfigureAwait(false);
                return next;
            }, cancellation).ConfigureAwait(false);
        _looked[kind] = limits.Plain;
    }

    private Task<bool> OrphansAsync(string run, DateTimeOffset now, DateTimeOffset before, CancellationToken cancellation) => InTransactionAsync(async sql =>
    {
        var (blobs, bytes, more) = await sql.ForgetOrphansAsync(before).ConfigureAwait(false);
        await sql.RecordAsync(new(run, "orphan", now, blobs, bytes, before)).ConfigureAwait(false);
        return more;
    }, cancellation);

    private Task<bool> RecordAsync(RetentionRecord record, CancellationToken cancellation) => InTransactionAsync(async sql =>
    {
        await sql.RecordAsync(record).ConfigureAwait(false);
        return true;
    }, cancellation);

    private DateTimeOffset From(string what) => _looked.GetValueOrDefault(what, DateTimeOffset.UnixEpoch);

    private Task<T> InTransactionAsync<T>(Func<SqlRetention, Task<T>> work, CancellationToken cancellation) =>
        store.WithSessionAsync(session => work(new(store, session, cancellation)), cancellation);
}

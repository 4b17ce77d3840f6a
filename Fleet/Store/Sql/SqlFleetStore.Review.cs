using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store.Sql;

public abstract partial class SqlFleetStore
{
    public Task<IReadOnlyList<StoredEvent>> EventsAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellation = default) => ReadAsync(async session =>
        (IReadOnlyList<StoredEvent>)[.. (await SqlReview.InAsync(session, eventIds, list => $"SELECT {FleetColumns.List}, card FROM event WHERE event_id IN {list}", ReadEvent, cancellation)
            .ConfigureAwait(false)).OrderByDescending(one => one.Row.EventId, StringComparer.Ordinal)], cancellation);

    public async Task<IReadOnlyList<StoredEvent>> EventsAsync(IReadOnlyList<QueueKind> kinds, EventFilter filter, string? before, int most, CancellationToken cancellation = default) =>
        await EventsAsync(await ReadAsync(session => new SqlKindSeek(session, filter, most, cancellation).RunAsync(kinds, before), cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    public Task<IReadOnlyList<FleetEvent>> ReceivedAsync(DateTimeOffset since, int most, CancellationToken cancellation = default) => ListAsync(
        $"SELECT {FleetColumns.List} FROM event WHERE received_utc >= $1 ORDER BY received_utc LIMIT {most}", FleetColumns.Read, cancellation, since.ToUniversalTime());

    public Task<IReadOnlySet<string>> BlobsHereAsync(IReadOnlyCollection<string> sha256, CancellationToken cancellation = default) => ReadAsync(async session =>
        (IReadOnlySet<string>)(await SqlReview.InAsync(session, sha256,
            list => $"SELECT sha256 FROM blob WHERE sha256 IN {list} AND {SqlReview.NotWithheld("blob.sha256")}",
            row => row.GetString(0), cancellation).ConfigureAwait(false)).ToHashSet(), cancellation);

    public Task<IReadOnlyList<FleetVerdict>> VerdictsAsync(IReadOnlyCollection<string> eventIds, CancellationToken cancellation = default) => ReadAsync(async session =>
        (IReadOnlyList<FleetVerdict>)[.. (await SqlReview.InAsync(session, eventIds, list => $"{SelectVerdicts} WHERE event_id IN {list}", ReadVerdict, cancellation).ConfigureAwait(false))
            .OrderBy(verdict => verdict.Utc).ThenBy(verdict => verdict.VerdictId, StringComparer.Ordinal)], cancellation);

    public Task<IReadOnlyList<FleetVerdict>> VerdictsSinceAsync(DateTimeOffset since, int most, CancellationToken cancellation = default) =>
        ListAsync($"{SelectVerdicts} WHERE utc >= $1 ORDER BY utc, verdict_id LIMIT {most}", ReadVerdict, cancellation, since.ToUniversalTime());

    public Task<IReadOnlyList<(string EventId, string User)>> ConfirmedOnceAsync(string? before, int most, CancellationToken cancellation = default) =>
        before is null
            ? ListAsync($"{SqlReview.ConfirmedOnce} LIMIT {most}", row => (row.GetString(0), row.GetString(1)), cancellation)
            : ListAsync($"{SqlReview.ConfirmedOnceBefore} LIMIT {most}", row => (row.GetString(0), row.GetString(1)), cancellation, before);

    public Task<IReadOnlyList<QueueCount>> CountsAsync(CancellationToken cancellation = default) => ReadAsync(async session =>
    {
        var events = await session.ReadAsync(SqlReview.Events, SqlReview.ReadKind, cancellation).ConfigureAwait(false);
        var reviewed = (await session.ReadAsync(SqlReview.Reviewed, SqlReview.ReadKind, cancellation).ConfigureAwait(false)).ToDictionary(one => one.Kind, one => one.Count);
        return (IReadOnlyList<QueueCount>)[.. events.Select(one => new QueueCount(one.Kind, one.Count, reviewed.GetValueOrDefault(one.Kind)))];
    }, cancellation);

    /// <summary>Removed for privacy: from this transaction on nobody is handed what the card names, also what has not come yet. Taken back: everybody is again.</summary>
    private static async Task WithholdAsync(SqlSession session, FleetVerdict verdict, CancellationToken cancellation)
    {
        if (verdict.Verdict != WireNames.NameOf(ReviewVerdict.Remove)) return;
        if (verdict.TakesBack is { } earlier)
        {
            await session.ExecuteOneAsync("DELETE FROM withheld_blob WHERE verdict_id = $1", cancellation, earlier).ConfigureAwait(false);
            return;
        }

        var cards = await session.ReadAsync("SELECT card FROM event WHERE event_id = $1", row => row.GetFieldValue<byte[]>(0), cancellation, verdict.EventId).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO withheld_blob (sha256, verdict_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [.. cards.SelectMany(NamedBlobs).Distinct().Order(StringComparer.Ordinal).Select(sha256 => new object?[] { sha256, verdict.VerdictId })], cancellation).ConfigureAwait(false);
    }

    private static IEnumerable<string> NamedBlobs(byte[] json)
    {
        var card = JsonSerializer.Deserialize(json, TelemetryJson.Default.EventMessage)!;
        return card.Blobs.Select(blob => blob.Sha256).Concat(card.Explanations.Select(explanation => explanation.Heat)).OfType<string>();
    }
}

using System.Data.Common;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>The sequence ledger within one transaction: see <see cref="Migrations"/> for its tables.</summary>
/// <param name="lockRow">What a SELECT needs at its end so that no other writer moves the same sequence.</param>
internal sealed class SqlLedger(SqlSession session, string lockRow, TimeProvider time, CancellationToken cancellation)
{
    // Of one sequence in one go; the rest waits for the next one.
    private const int MostArrivals = 20_000;

    private const string Key = "site = $1 AND device = $2 AND epoch = $3 AND stream = $4";
    private const string HoleColumns = "site, device, epoch, stream, first_seq, last_seq, seen_utc, asks, asked_utc";

    // Of each device and epoch some: of however many one of them lacks, another's come up too.
    private static readonly string LateBlobs = "SELECT site, device, epoch, seq FROM (SELECT site, device, epoch, seq, ROW_NUMBER() OVER (PARTITION BY site, device, epoch ORDER BY seq) AS place "
        + $"FROM (SELECT DISTINCT site, device, epoch, seq FROM expected_blob WHERE seen_utc < $1) AS late) AS placed WHERE place <= {LedgerWalk.MostHoles} ORDER BY site, device, epoch, seq";

    /// <summary>Sequences in which something happened that the ledger has not taken in.</summary>
    public async Task<IReadOnlyList<SequenceKey>> OpenAsync() => await session.ReadAsync("SELECT DISTINCT site, device, epoch, stream FROM arrival UNION "
        + "SELECT n.site, n.device, n.epoch, n.stream FROM named_range n LEFT JOIN sequence s ON s.site = n.site AND s.device = n.device AND s.epoch = n.epoch AND s.stream = n.stream "
        + "WHERE n.stream <> 'blob' AND n.last_seq > COALESCE(s.complete_to, 0) AND n.last_seq < $1 ORDER BY 1, 2, 3, 4",
        ReadKey, cancellation, long.MaxValue).ConfigureAwait(false);

    public async Task MoveAsync(SequenceKey key)
    {
        await session.ExecuteOneAsync("INSERT INTO sequence (site, device, epoch, stream, complete_to, highest, unanswered) VALUES ($1, $2, $3, $4, 0, 0, 0) ON CONFLICT DO NOTHING",
            cancellation, Values(key)).ConfigureAwait(false);
        var (completeTo, highest) = (await session.ReadAsync($"SELECT complete_to, highest FROM sequence WHERE {Key}{lockRow}", row => (row.GetInt64(0), row.GetInt64(1)),
            cancellation, Values(key)).ConfigureAwait(false))[0];
        var arrived = await session.ReadAsync($"SELECT seq FROM arrival WHERE {Key} AND seq > $5 ORDER BY seq LIMIT {MostArrivals}", row => row.GetInt64(0),
            cancellation, Values(key, completeTo)).ConfigureAwait(false);
        var named = await session.ReadAsync($"SELECT first_seq, last_seq FROM named_range WHERE {Key} AND last_seq > $5", row => (row.GetInt64(0), row.GetInt64(1)),
            cancellation, Values(key, completeTo)).ConfigureAwait(false);
        var (moved, holes) = LedgerWalk.Walk(completeTo, arrived, named);
        await session.ExecuteOneAsync($"DELETE FROM arrival WHERE {Key} AND seq <= $5", cancellation, Values(key, moved)).ConfigureAwait(false);
        await session.ExecuteOneAsync($"UPDATE sequence SET complete_to = $5, highest = $6 WHERE {Key}", cancellation,
            Values(key, moved, arrived.Count > 0 ? Math.Max(highest, arrived[^1]) : highest)).ConfigureAwait(false);
        var now = time.GetUtcNow().ToUniversalTime();
        await ReplaceHolesAsync(key, [.. holes.Select(hole => new SequenceHole(key, hole.From, hole.To, now, 0, null))]).ConfigureAwait(false);
    }

    /// <summary>Drops what is here or was named, and turns what is overdue into holes.</summary>
    /// <param name="patience">How long after its event a blob is not missed.</param>
    public async Task ExpectBlobsAsync(TimeSpan patience)
    {
        await session.ExecuteOneAsync("DELETE FROM expected_blob WHERE EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = expected_blob.sha256)", cancellation).ConfigureAwait(false);
        await session.ExecuteOneAsync("DELETE FROM expected_blob WHERE EXISTS (SELECT 1 FROM named_range n WHERE n.site = expected_blob.site AND n.device = expected_blob.device "
            + "AND n.epoch = expected_blob.epoch AND n.stream = 'blob' AND expected_blob.seq BETWEEN n.first_seq AND n.last_seq)", cancellation).ConfigureAwait(false);
        var late = (await session.ReadAsync(LateBlobs, row => (Key: new SequenceKey(row.GetString(0), row.GetString(1), row.GetString(2), StreamKind.Blob), Seq: row.GetInt64(3)), cancellation,
            time.GetUtcNow().ToUniversalTime() - patience).ConfigureAwait(false)).ToLookup(one => one.Key, one => one.Seq);
        var before = await session.ReadAsync("SELECT DISTINCT site, device, epoch, stream FROM hole WHERE stream = 'blob'", ReadKey, cancellation).ConfigureAwait(false);
        var now = time.GetUtcNow().ToUniversalTime();
        foreach (var key in late.Select(one => one.Key).Union(before))
            await ReplaceHolesAsync(key, [.. late[key].Select(seq => new SequenceHole(key, seq, seq, now, 0, null))]).ConfigureAwait(false);
    }

    public async Task GiveUpAsync(SequenceHole hole)
    {
        await session.ExecuteOneAsync("INSERT INTO named_range (site, device, epoch, stream, first_seq, last_seq, reason) VALUES ($1, $2, $3, $4, $5, $6, 'unanswered') ON CONFLICT DO NOTHING",
            cancellation, Values(hole.Key, hole.From, hole.To)).ConfigureAwait(false);
        await session.ExecuteOneAsync("INSERT INTO sequence (site, device, epoch, stream, complete_to, highest, unanswered) VALUES ($1, $2, $3, $4, 0, 0, $5) "
            + "ON CONFLICT (site, device, epoch, stream) DO UPDATE SET unanswered = sequence.unanswered + excluded.unanswered",
            cancellation, Values(hole.Key, hole.To - hole.From + 1)).ConfigureAwait(false);
        await session.ExecuteOneAsync($"DELETE FROM hole WHERE {Key} AND first_seq = $5", cancellation, Values(hole.Key, hole.From)).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<SequenceHole>> HolesAsync(int most) => await session.ReadAsync(
        $"SELECT {HoleColumns} FROM hole ORDER BY asks DESC, COALESCE(asked_utc, seen_utc), site, device, epoch, stream, first_seq LIMIT {most}", ReadHole, cancellation).ConfigureAwait(false);

    public async Task<IReadOnlyList<SequenceHole>> HolesAsync(string site, string device, int most) => await session.ReadAsync(
        $"SELECT {HoleColumns} FROM hole WHERE site = $1 AND device = $2 ORDER BY COALESCE(asked_utc, seen_utc), epoch, stream, first_seq LIMIT {most}", ReadHole, cancellation, site, device).ConfigureAwait(false);

    public async Task<bool> AskedAsync(SequenceHole hole) => await session.ExecuteOneAsync(
        $"UPDATE hole SET asks = asks + 1, asked_utc = $6 WHERE {Key} AND first_seq = $5 AND asks = $7", cancellation,
        Values(hole.Key, hole.From, time.GetUtcNow().ToUniversalTime(), hole.Asks)).ConfigureAwait(false) > 0;

    public async Task<IReadOnlyList<SequenceStatus>> StatusAsync(string? site, string? device)
    {
        var (where, values) = SqlFilter.Of(site, device);
        var holes = (await session.ReadAsync($"SELECT {HoleColumns} FROM hole{where} ORDER BY first_seq",
            ReadHole, cancellation, values).ConfigureAwait(false)).ToLookup(hole => hole.Key);
        var lost = (await session.ReadAsync($"SELECT site, device, lost_epoch, stream, CAST(SUM(records) AS BIGINT) FROM gap{where} GROUP BY site, device, lost_epoch, stream",
            row => (Key: ReadKey(row), Count: row.GetInt64(4)), cancellation, values).ConfigureAwait(false)).ToDictionary(one => one.Key, one => one.Count);
        return await session.ReadAsync($"SELECT site, device, epoch, stream, complete_to, highest, unanswered FROM sequence{where} ORDER BY site, device, epoch, stream", row =>
        {
            var key = ReadKey(row);
            return new SequenceStatus(key, row.GetInt64(4), row.GetInt64(5), lost.GetValueOrDefault(key), row.GetInt64(6), [.. holes[key]]);
        }, cancellation, values).ConfigureAwait(false);
    }

    // A hole that shrank, or fell apart because some of it came, was asked for as often as before.
    private async Task ReplaceHolesAsync(SequenceKey key, IReadOnlyList<SequenceHole> holes)
    {
        var before = await session.ReadAsync($"SELECT {HoleColumns} FROM hole WHERE {Key}", ReadHole,
            cancellation, Values(key)).ConfigureAwait(false);
        SequenceHole[] after = [.. holes.Select(hole => before.Find(old => old.From <= hole.To && hole.From <= old.To) is { } old ? old with { From = hole.From, To = hole.To } : hole)];
        if (before.SequenceEqual(after)) return;
        await session.ExecuteOneAsync($"DELETE FROM hole WHERE {Key}", cancellation, Values(key)).ConfigureAwait(false);
        await session.ExecuteAsync("INSERT INTO hole (site, device, epoch, stream, first_seq, last_seq, seen_utc, asks, asked_utc) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [.. after.Select(hole => Values(key, hole.From, hole.To, hole.SeenUtc.ToUniversalTime(), hole.Asks, hole.AskedUtc?.ToUniversalTime()))], cancellation).ConfigureAwait(false);
    }

    private static object?[] Values(SequenceKey key, params object?[] further) => [key.Site, key.Device, key.Epoch, WireNames.NameOf(key.Stream), .. further];

    private static SequenceKey ReadKey(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), WireNames.ValueOf<StreamKind>(row.GetString(3)));

    private static SequenceHole ReadHole(DbDataReader row) => new(ReadKey(row), row.GetInt64(4), row.GetInt64(5), row.GetFieldValue<DateTimeOffset>(6), row.GetInt32(7),
        row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8));
}

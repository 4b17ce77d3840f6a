using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>Moves behind the writers, as <see cref="SqlCount"/> does: looks at each audit record once, with those before and behind it. Of two neighbours the later one finds the earlier one here,
/// in whatever order and through whichever worker they came.</summary>
/// <param name="lockRow">What a SELECT needs at its end so that nobody else checks.</param>
internal sealed class SqlAuditCheck(SqlSession session, string lockRow, TimeProvider time, CancellationToken cancellation)
{
    /// <summary>In one transaction.</summary>
    public const int Most = 1000;

    // Values of audit.link: 0 is also what was not looked at yet, and follows nothing that is known.
    public const int Loose = 0, Linked = 1, Begins = 2, Broken = 3;

    private const string Key = "site = $1 AND device = $2 AND epoch = $3 AND seq = $4";

    /// <returns>How many records were looked at.</returns>
    public async Task<int> RunAsync()
    {
        await session.ReadAsync($"SELECT one FROM counting{lockRow}", _ => 0, cancellation).ConfigureAwait(false);
        var records = await session.ReadAsync("SELECT u.site, u.device, u.epoch, u.seq, a.hash, a.prev_hash FROM unchecked_audit u "
            + "JOIN audit a ON a.site = u.site AND a.device = u.device AND a.epoch = u.epoch AND a.seq = u.seq ORDER BY u.site, u.device, u.epoch, u.seq "
            + $"LIMIT {Most}", row => new Entry(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetString(5)), cancellation).ConfigureAwait(false);
        foreach (var record in records) await CheckAsync(record).ConfigureAwait(false);
        await session.ExecuteAsync($"DELETE FROM unchecked_audit WHERE {Key}", [.. records.Select(one => (object?[])[one.Site, one.Device, one.Epoch, one.Seq])], cancellation).ConfigureAwait(false);
        return records.Count;
    }

    private async Task CheckAsync(Entry record)
    {
        var beside = await session.ReadAsync("SELECT seq, hash, prev_hash FROM audit WHERE site = $1 AND device = $2 AND epoch = $3 AND seq IN ($4, $5)",
            row => record with { Seq = row.GetInt64(0), Hash = row.GetString(1), PrevHash = row.GetString(2) }, cancellation,
            record.Site, record.Device, record.Epoch, record.Seq - 1, record.Seq + 1).ConfigureAwait(false);
        await LinkAsync(record, beside.Find(one => one.Seq == record.Seq - 1)).ConfigureAwait(false);
        if (beside.Find(one => one.Seq == record.Seq + 1) is { } next) await LinkAsync(next, record).ConfigureAwait(false);
        await FollowAsync(record, record.Hash).ConfigureAwait(false);
        if (record.PrevHash != AuditRecord.NoHash) await FollowAsync(record, record.PrevHash).ConfigureAwait(false);
    }

    private async Task LinkAsync(Entry record, Entry? before)
    {
        var link = record switch
        {
            { PrevHash: var none } when none == AuditRecord.NoHash => record.Seq == 1 ? Begins : Broken,
            _ when before is not null => before.Hash == record.PrevHash ? Linked : Broken,
            _ => Loose, // of the first of an epoch, FollowAsync knows more
        };
        await SetLinkAsync(record, link).ConfigureAwait(false);
        if (link == Broken)
            await NoteAsync(record, record.PrevHash == AuditRecord.NoHash ? AuditBreakKind.Restarted : AuditBreakKind.Unlinked).ConfigureAwait(false);
    }

    // Epochs that begin behind one record: the chain goes on over epochs, and only once.
    private async Task FollowAsync(Entry record, string hash)
    {
        var at = await session.ReadAsync("SELECT epoch, seq FROM audit WHERE site = $1 AND device = $2 AND hash = $3", row => (Epoch: row.GetString(0), Seq: row.GetInt64(1)), cancellation,
            record.Site, record.Device, hash).ConfigureAwait(false);
        var behind = await session.ReadAsync("SELECT epoch, seq FROM audit WHERE site = $1 AND device = $2 AND prev_hash = $3 ORDER BY epoch, seq", row => (Epoch: row.GetString(0), Seq: row.GetInt64(1)),
            cancellation, record.Site, record.Device, hash).ConfigureAwait(false);
        var goesOn = at.Count > 0 && behind.Contains((at[0].Epoch, at[0].Seq + 1));
        foreach (var (epoch, seq) in behind.Where(one => one.Seq == 1))
        {
            if (at.Count > 0) await SetLinkAsync(record with { Epoch = epoch, Seq = seq }, Linked).ConfigureAwait(false);
            if (goesOn) await NoteAsync(record with { Epoch = epoch, Seq = seq }, AuditBreakKind.Forked).ConfigureAwait(false);
            goesOn = true;
        }
    }

    private Task<int> SetLinkAsync(Entry record, int link) =>
        session.ExecuteOneAsync($"UPDATE audit SET link = $5 WHERE {Key} AND link <> $5", cancellation, record.Site, record.Device, record.Epoch, record.Seq, link);

    private Task<int> NoteAsync(Entry record, AuditBreakKind kind) => session.ExecuteOneAsync(
        "INSERT INTO audit_break (site, device, epoch, seq, kind, seen_utc) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", cancellation,
        record.Site, record.Device, record.Epoch, record.Seq, WireNames.NameOf(kind), time.GetUtcNow().ToUniversalTime());

    private sealed record Entry(string Site, string Device, string Epoch, long Seq, string Hash, string PrevHash);
}

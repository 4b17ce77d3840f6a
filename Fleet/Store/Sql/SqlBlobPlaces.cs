using SegEdge.Telemetry.Codecs;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>Bodies in packs and their places in the index, within one transaction.</summary>
internal sealed class SqlBlobPlaces(SqlSession session, BlobPacks packs, CancellationToken cancellation)
{
    private const int MostMoved = 100;

    /// <summary>On return the bodies are on the disk; they count once the transaction is committed.</summary>
    public async Task KeepAsync(IEnumerable<BlobPart> parts)
    {
        var (pack, start) = packs.Next();
        List<ReadOnlyMemory<byte>> bodies = [];
        foreach (var part in parts.DistinctBy(part => part.Sha256))
        {
            var place = new BlobPlace(pack, start, part.Body.Length);
            var isNew = await session.ExecuteOneAsync("INSERT INTO blob_place (sha256, pack, start, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", cancellation, part.Sha256, pack, start, place.Bytes).ConfigureAwait(false) > 0;
            if (!isNew && !await IsLostAsync(part.Sha256).ConfigureAwait(false)) continue;
            if (!isNew) await session.ExecuteOneAsync("UPDATE blob_place SET pack = $2, start = $3, bytes = $4 WHERE sha256 = $1", cancellation, part.Sha256, pack, start, place.Bytes).ConfigureAwait(false);
            bodies.Add(part.Body);
            start = place.End;
        }

        packs.Keep(bodies);
    }

    /// <returns>Null where it is not kept, or where the disk lost it.</returns>
    public async Task<byte[]?> ReadAsync(string sha256) => await FindAsync(sha256).ConfigureAwait(false) is { } place ? packs.Read(place) : null;

    public Task ForgetAsync(IReadOnlyList<string> blobs) =>
        session.ExecuteAsync("DELETE FROM blob_place WHERE sha256 = $1", [.. blobs.Select(sha256 => new object?[] { sha256 })], cancellation);

    /// <summary>Packs that hold little of what is needed.</summary>
    public async Task<IReadOnlyList<long>> SparseAsync() => [.. (await session.ReadAsync("SELECT pack, SUM(bytes) FROM blob_place GROUP BY pack",
        row => (Pack: row.GetInt64(0), Needed: row.GetInt64(1)), cancellation).ConfigureAwait(false)).Where(one => packs.IsSparse(one.Pack, one.Needed)).Select(one => one.Pack)];

    /// <summary>Copies some of a pack to where the next blobs go.</summary>
    /// <param name="after">Of those that begin behind it.</param>
    /// <returns>Where to go on; null at the end.</returns>
    public async Task<long?> MoveAsync(long sparse, long after)
    {
        var some = await session.ReadAsync($"SELECT sha256, start, bytes FROM blob_place WHERE pack = $1 AND start > $2 ORDER BY start LIMIT {MostMoved}",
            row => (Sha256: row.GetString(0), Place: new BlobPlace(sparse, row.GetInt64(1), row.GetInt64(2))), cancellation, sparse, after).ConfigureAwait(false);
        var (pack, start) = packs.Next();
        List<ReadOnlyMemory<byte>> bodies = [];
        foreach (var (sha256, place) in some)
        {
            if (packs.Read(place) is not { } body) continue;
            await session.ExecuteOneAsync("UPDATE blob_place SET pack = $2, start = $3 WHERE sha256 = $1", cancellation, sha256, pack, start).ConfigureAwait(false);
            bodies.Add(body);
            start += body.Length;
        }

        packs.Keep(bodies);
        return some.Count < MostMoved ? null : some[^1].Place.Start;
    }

    /// <summary>Deletes packs in which nothing is left. Only while nobody else writes, so that every place in use is committed.</summary>
    public async Task RemoveEmptyAsync() =>
        packs.RemoveAllBut((await session.ReadAsync("SELECT DISTINCT pack FROM blob_place", row => row.GetInt64(0), cancellation).ConfigureAwait(false)).ToHashSet());

    // What the index knows and the disk lost is kept again when it comes again.
    private async Task<bool> IsLostAsync(string sha256) => await FindAsync(sha256).ConfigureAwait(false) is not { } place || !packs.Holds(place);

    private async Task<BlobPlace?> FindAsync(string sha256) => (await session.ReadAsync("SELECT pack, start, bytes FROM blob_place WHERE sha256 = $1",
        row => (BlobPlace?)new BlobPlace(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellation, sha256).ConfigureAwait(false)).FirstOrDefault();
}

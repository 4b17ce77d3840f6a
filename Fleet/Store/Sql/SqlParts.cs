using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.Fleet.Store.Sql;

/// <summary>Blobs that come in parts. The parts are kept like anything else, since with a shared subscription they come to different workers, and since what
/// the broker was told to forget must survive a kill.</summary>
internal sealed class SqlParts(SqlSession session, TimeProvider time, CancellationToken cancellation)
{
    /// <summary>Longer than a device needs from the first part to the last one on the slowest link.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Parts of what is kept as a whole are not kept again: mixed with what was left of an earlier sending they would make up one blob of two, and
    /// the device would wait for the word that belongs to the other.</summary>
    /// <returns>Those of them that came with their last part.</returns>
    public async Task<IReadOnlyList<KeptBlob>> KeepAsync(IReadOnlyList<ArchivedBlob> parts)
    {
        var kept = new HashSet<string>();
        foreach (var sha256 in parts.Select(one => one.Part.Sha256).Distinct())
            if ((await session.ReadAsync("SELECT 1 FROM blob WHERE sha256 = $1", _ => 1, cancellation, sha256).ConfigureAwait(false)).Count > 0) kept.Add(sha256);
        var wanted = OfLastSending(parts.Where(one => !kept.Contains(one.Part.Sha256)));
        await session.ExecuteAsync(
            "DELETE FROM blob_part WHERE event_id = $1 AND sha256 = $2 AND (parts <> $3 OR CASE WHEN part > 1 THEN start / (part - 1) ELSE LENGTH(body) END <> $4)",
            [.. wanted.Select(one => (one.Part.EventId, one.Part.Sha256, one.Part.Parts, Stride: StrideOf(one.Part))).Distinct().Order()
                .Select(one => new object?[] { one.EventId, one.Sha256, one.Parts, one.Stride })], cancellation).ConfigureAwait(false);
        await session.ExecuteAsync(
            "INSERT INTO blob_part (event_id, sha256, part, parts, start, body, site, device, epoch, content_type, received_utc) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            [.. wanted.OrderBy(one => (one.Part.EventId, one.Part.Sha256, one.Part.Part)).Select(one => new object?[]
            {
                one.Part.EventId, one.Part.Sha256, one.Part.Part, one.Part.Parts, one.Part.Offset, one.Part.Body.ToArray(), one.Site, one.Device, one.Epoch,
                one.ContentType, one.ReceivedUtc.ToUniversalTime(),
            })], cancellation).ConfigureAwait(false);
        return [.. parts.Where(one => kept.Contains(one.Part.Sha256) && one.Part.Part == one.Part.Parts).Select(one => new KeptBlob(one.Site, one.Device, one.Epoch, one.Part.Sha256))];
    }

    // On another link a device may cut a blob otherwise, since there is less room in each message: what is left of the sending before then makes up nothing with it.
    private static List<ArchivedBlob> OfLastSending(IEnumerable<ArchivedBlob> parts) =>
        [.. parts.GroupBy(one => (one.Part.EventId, one.Part.Sha256)).SelectMany(same =>
        {
            var last = same.Last().Part;
            return same.Where(one => one.Part.Parts == last.Parts && StrideOf(one.Part) == StrideOf(last));
        })];

    // All parts but the last are of one size.
    private static int StrideOf(BlobPart part) => part.Part > 1 ? part.Offset / (part.Part - 1) : part.Body.Length;

    /// <summary>Those of which no part is missing.</summary>
    public Task<List<(string EventId, string Sha256)>> CompleteAsync() => session.ReadAsync(
        "SELECT event_id, sha256 FROM blob_part GROUP BY event_id, sha256 HAVING COUNT(*) >= MAX(parts) ORDER BY event_id, sha256",
        row => (row.GetString(0), row.GetString(1)), cancellation);

    /// <summary>Puts one together and forgets its parts.</summary>
    /// <returns>A whole blob; null and the name of the broken one where the parts do not make up what their hash promises.</returns>
    public async Task<(ArchivedBlob? Whole, KeptBlob Name)> TakeAsync(string eventId, string sha256)
    {
        var parts = await session.ReadAsync("SELECT part, parts, start, body, site, device, epoch, content_type FROM blob_part WHERE event_id = $1 AND sha256 = $2 ORDER BY part",
            row => new ArchivedBlob(row.GetString(4), row.GetString(5), row.GetString(6), row.GetString(7),
                new(eventId, sha256, row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3)), time.GetUtcNow()),
            cancellation, eventId, sha256).ConfigureAwait(false);
        await session.ExecuteOneAsync("DELETE FROM blob_part WHERE event_id = $1 AND sha256 = $2", cancellation, eventId, sha256).ConfigureAwait(false);
        if (parts.Count == 0) return default; // another writer was faster
        var first = parts[0];
        var name = new KeptBlob(first.Site, first.Device, first.Epoch, sha256);
        var assembler = new BlobAssembler(time);
        ReadOnlyMemory<byte>? whole = null;
        try
        {
            foreach (var part in parts) whole = assembler.Add(part.Part);
        }
        catch (TelemetryFormatException)
        {
            return (null, name); // expected: what a broken sender sends; the caller counts it
        }

        return whole is { } body ? (first with { Part = new(eventId, sha256, 1, 1, 0, body) }, name) : (null, name);
    }

    public Task ForgetOldAsync() =>
        session.ExecuteOneAsync("DELETE FROM blob_part WHERE received_utc < $1", cancellation, time.GetUtcNow().ToUniversalTime() - Patience);
}

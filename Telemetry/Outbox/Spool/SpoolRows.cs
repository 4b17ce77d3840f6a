using Microsoft.Data.Sqlite;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>What the two files of one epoch hold: every way in which their rows and bodies are read.</summary>
internal sealed class SpoolRows(string epoch, SpoolDatabase records, SpoolDatabase bodies)
{
    public const string Columns = "id, priority, topic, contentType, bootId, seq, eventId, sha256, head, bytes, upMs, utcMs, digest";

    /// <summary>The oldest row of that priority, from an order on, that is wanted.</summary>
    public SpoolRow? First(OutboxPriority priority, Func<long, bool> wanted, long from = 0)
    {
        SpoolRow? first = null;
        records.Read($"SELECT {Columns} FROM record WHERE priority = $1 AND id >= $2 ORDER BY id", row =>
        {
            if (!wanted(row.GetInt64(0))) return true;
            first = Read(row);
            return false;
        }, (long)priority, from);
        return first;
    }

    /// <summary>Every row of an event.</summary>
    public IReadOnlyList<SpoolRow> Of(string eventId)
    {
        var found = new List<SpoolRow>();
        records.Read($"SELECT {Columns} FROM record WHERE eventId = $1 ORDER BY id", row =>
        {
            found.Add(Read(row));
            return true;
        }, eventId);
        return found;
    }

    /// <summary>The numbers from..to of a stream that are stored, rising.</summary>
    public IEnumerable<long> Held(StreamKind stream, long from, long to)
    {
        if (stream is StreamKind.Gap or StreamKind.Audit) return HeldOfLedger(stream, from, to);
        return stream == StreamKind.Blob ? Held(OutboxPriority.Blob, from, to) : Held(OutboxPriority.Alert, from, to).Concat(Held(OutboxPriority.Review, from, to)).Order();
    }

    // The ledger is short, and its two streams have numbers of their own.
    private List<long> HeldOfLedger(StreamKind stream, long from, long to)
    {
        var held = new List<long>();
        records.Read($"SELECT {Columns} FROM record WHERE priority = 0 ORDER BY id", row =>
        {
            if (Read(row) is { } found && found.Stream == stream && found.Record.Seq >= from && found.Record.Seq <= to) held.Add(found.Record.Seq);
            return true;
        });
        return held;
    }

    // Within a priority numbers rise with the orders, so the first is found by halving: there is no index of numbers, which each append would pay for.
    private List<long> Held(OutboxPriority priority, long from, long to)
    {
        var (low, high) = (0L, records.Number("SELECT max(id) FROM record WHERE priority = $1", (long)priority) + 1);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var seq = records.Number("SELECT seq FROM record WHERE priority = $1 AND id >= $2 ORDER BY id LIMIT 1", (long)priority, middle);
            if (seq < from) low = middle + 1;
            else high = middle;
        }

        var held = new List<long>();
        records.Read("SELECT seq FROM record WHERE priority = $1 AND id >= $2 ORDER BY id", row =>
        {
            if (row.GetInt64(0) <= to) held.Add(row.GetInt64(0));
            return row.GetInt64(0) <= to;
        }, (long)priority, low);
        return held;
    }

    /// <summary>Null where it is not there.</summary>
    public SpoolRow? Find(long order)
    {
        SpoolRow? found = null;
        records.Read($"SELECT {Columns} FROM record WHERE id = $1", row =>
        {
            found = Read(row);
            return false;
        }, order);
        return found;
    }

    /// <summary>Every row in the order in which it leaves.</summary>
    public IReadOnlyList<SpoolRow> All()
    {
        var all = new List<SpoolRow>();
        records.Read($"SELECT {Columns} FROM record ORDER BY priority, id", row =>
        {
            all.Add(Read(row));
            return true;
        });
        return all;
    }

    /// <summary>What no broker took, newest first.</summary>
    public IReadOnlyList<QuarantinedRecord> Quarantined()
    {
        var found = new List<QuarantinedRecord>();
        records.Read("SELECT topic, seq, eventId, reason, utcMs FROM quarantine ORDER BY id DESC", row =>
        {
            found.Add(new(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))));
            return true;
        });
        return found;
    }

    /// <summary>Null where it is not there, or not what was stored.</summary>
    public byte[]? Body(SpoolRow row)
    {
        byte[]? body = null;
        var (file, sql) = row.Record.Priority == OutboxPriority.Blob
            ? (bodies, "SELECT bytes FROM body WHERE id = $1")
            : (records, "SELECT body FROM record WHERE id = $1");
        file.Read(sql, found =>
        {
            body = found.IsDBNull(0) ? null : found.GetFieldValue<byte[]>(0);
            return false;
        }, row.Record.Order);
        return row.IsSound && body is not null && SpoolDigest.FitsBody(row, body) ? body : null;
    }

    /// <summary>Smallest <see cref="SpoolRow.UpMs"/> among what can expire; null when nothing is there.</summary>
    public long? OldestUpMs()
    {
        long? oldest = null;
        records.Read("SELECT upMs FROM record WHERE priority <> 0 ORDER BY id", row =>
        {
            oldest = row.GetInt64(0);
            return false;
        });
        return oldest;
    }

    public void CountInto(SpoolBooks books) => records.Read("SELECT priority, count(*), sum(bytes) FROM record WHERE priority BETWEEN 0 AND 3 GROUP BY priority", row =>
    {
        var count = row.GetInt64(1);
        books.Hold((OutboxPriority)row.GetInt64(0), row.GetInt64(2) + count * OutboxRecord.Overhead, count);
        return true;
    });

    public bool Holds(SpoolRow row) => row.Record.Epoch == epoch && records.Number("SELECT count(*) FROM record WHERE id = $1", row.Record.Order) > 0;

    /// <summary>A row of <see cref="Columns"/>, and whether its head is what was stored.</summary>
    public SpoolRow Read(SqliteDataReader row)
    {
        var read = Parse(row);
        return read with { IsSound = SpoolDigest.FitsHead(read) };
    }

    private SpoolRow Parse(SqliteDataReader row) => new(new()
    {
        Order = row.GetInt64(0),
        Priority = (OutboxPriority)row.GetInt64(1),
        Topic = row.GetString(2),
        ContentType = row.GetString(3),
        Body = default,
        BootId = row.GetString(4),
        Epoch = epoch,
        Seq = row.GetInt64(5),
        EventId = row.GetString(6),
        Sha256 = row.IsDBNull(7) ? null : row.GetString(7),
        Head = row.IsDBNull(8) ? null : row.GetString(8),
    }, row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12));
}

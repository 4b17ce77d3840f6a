using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace SegEdge.Telemetry;

/// <summary>The two files of one epoch, records and bodies of blobs: what changes them, in transactions. Knows rows, not rules.</summary>
/// <remarks>A body is committed before the row that names it and deleted after it, so a crash in between leaves a body without a row, which
/// the next start deletes, and never a promise without a body. After it means: after the row is gone for good, so that not even a power cut
/// brings it back.</remarks>
internal sealed class Spool(string epoch, SpoolDatabase records, SpoolDatabase bodies, HighWaterMark? mark = null) : IDisposable
{
    // Of rows deleted in the transaction under way; of rows whose deletion stands.
    private readonly List<long> _closing = [], _closed = [];
    private bool? _durable;
    private bool _bodiesBegun;
    private long _savedUpMs;

    public string Epoch => epoch;

    /// <summary>What is stored, to be read.</summary>
    public SpoolRows Rows { get; } = new(epoch, records, bodies);

    public long FreeBytes => records.FreeBytes + bodies.FreeBytes;

    /// <summary>Where the disk changed it, what the rows tell.</summary>
    public (long LastOrder, long EventSeq, long GapSeq, long UpMs) ReadState()
    {
        var (state, digest) = Numbers("SELECT lastOrder, eventSeq, gapSeq, upMs, digest FROM state");
        return digest == SpoolDigest.Of(state.LastOrder, state.EventSeq, state.GapSeq, state.UpMs)
            ? state
            : Numbers("SELECT max(id), max(iif(priority > 0, seq, 0)), max(iif(priority = 0, seq, 0)), max(upMs), 0 FROM record").State;
    }

    /// <summary>The last numbers that anybody was given, where the files know less than that; they were damaged then.</summary>
    public void CatchUp(SpoolBooks books)
    {
        if (mark is null) return;
        (books.LastOrder, books.EventSeq, books.GapSeq) =
            (Math.Max(books.LastOrder, mark.LastOrder), Math.Max(books.EventSeq, mark.EventSeq), Math.Max(books.GapSeq, mark.GapSeq));
    }

    public long AuditSeq
    {
        get => records.Number("SELECT seq FROM audit");
        set => records.Execute("UPDATE audit SET seq = $1", value);
    }

    /// <summary>Whether what is deleted is overwritten with zeros. Turning it off empties the logs, which would still show it.</summary>
    public bool Overwrites
    {
        set
        {
            foreach (var file in (SpoolDatabase[])[records, bodies])
            {
                if (!value) file.Checkpoint();
                file.Execute(value ? "PRAGMA secure_delete = ON" : "PRAGMA secure_delete = OFF");
            }
        }
    }

    /// <summary>The file of bodies joins with the first body.</summary>
    /// <param name="durable">False where a power cut may undo it: then a record that arrived is only sent once more. Spares a flush. Nothing may be
    /// numbered in it.</param>
    public void Begin(bool durable)
    {
        _closing.Clear();
        if (_durable != durable) records.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _durable = durable;
        records.Execute("BEGIN IMMEDIATE");
    }

    /// <summary>On return everything since <see cref="Begin"/> stands; bodies first, then the rows that name them.</summary>
    public void Commit(SpoolBooks books, long upMs)
    {
        // Without anything new only the clock has gone on, and a second of it may be lost.
        if (_durable == true || upMs >= _savedUpMs + 1000)
        {
            WriteState(books, upMs);
            _savedUpMs = upMs;
        }

        if (_bodiesBegun) bodies.Execute("COMMIT");
        _bodiesBegun = false;
        records.Execute("COMMIT");
        mark?.Write(books);
        _closed.AddRange(_closing);
        _closing.Clear();
    }

    /// <summary>In the transaction under way.</summary>
    public void WriteState(SpoolBooks books, long upMs) => records.Execute(
        "UPDATE state SET lastOrder = $1, eventSeq = $2, gapSeq = $3, upMs = $4, digest = $5", books.LastOrder, books.EventSeq, books.GapSeq, upMs,
        SpoolDigest.Of(books.LastOrder, books.EventSeq, books.GapSeq, upMs));

    /// <summary>Bodies that wait for the next durable commit before they are deleted.</summary>
    public int ClosedBodies => _closed.Count;

    /// <summary>Bodies whose rows are gone, once that is durable.</summary>
    public void DeleteBodies()
    {
        if (_closed.Count == 0 || _durable != true) return;
        bodies.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var id in _closed) bodies.Execute("DELETE FROM body WHERE id = $1", id);
            bodies.Execute("COMMIT");
        }
        catch (SqliteException)
        {
            Undo(bodies);
            throw;
        }

        _closed.Clear();
    }

    public void Rollback()
    {
        _closing.Clear();
        Undo(records);
        if (_bodiesBegun) Undo(bodies);
        _bodiesBegun = false;
    }

    public SpoolRow Insert(OutboxRecord record, long upMs, long utcMs)
    {
        var row = new SpoolRow(record with { Body = default }, record.Body.Length, upMs, utcMs, 0);
        row = row with { Digest = SpoolDigest.Of(row, record.Body.Span) };
        var body = Bytes(record.Body);
        var inline = record.Priority != OutboxPriority.Blob;
        if (!inline) InsertBody(record.Order, body);
        records.Execute($"INSERT OR REPLACE INTO record({SpoolRows.Columns}, body) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            record.Order, (long)record.Priority, record.Topic, record.ContentType, record.BootId, record.Seq, record.EventId, record.Sha256,
            record.Head, row.BodyBytes, upMs, utcMs, row.Digest, inline ? body : null);
        return row;
    }

    public void Delete(SpoolRow row)
    {
        records.Execute("DELETE FROM record WHERE id = $1", row.Record.Order);
        if (row.Record.Priority == OutboxPriority.Blob) _closing.Add(row.Record.Order);
    }

    /// <summary>Keeps what it was and why, for a person; the newest <paramref name="most"/> stay. Of blobs only the ledger row.</summary>
    public void Quarantine(SpoolRow row, string reason, long utcMs, int most)
    {
        records.Execute("INSERT OR REPLACE INTO quarantine SELECT id, topic, seq, eventId, sha256, $2, $3, body FROM record WHERE id = $1",
            row.Record.Order, reason, utcMs);
        records.Execute("DELETE FROM quarantine WHERE id <= (SELECT id FROM quarantine ORDER BY id DESC LIMIT 1 OFFSET $1)", (long)most);
        Delete(row);
    }

    public void ForgetQuarantined(string eventId) => records.Execute("DELETE FROM quarantine WHERE eventId = $1", eventId);

    /// <summary>Ledger rows without a body. Bodies without a row are deleted with the next commit.</summary>
    public IReadOnlyList<SpoolRow> RowsWithoutBody()
    {
        var stored = new HashSet<long>();
        bodies.Read("SELECT id FROM body", row => stored.Add(row.GetInt64(0)));
        var lost = new List<SpoolRow>();
        records.Read($"SELECT {SpoolRows.Columns} FROM record WHERE priority = $1 ORDER BY id", row =>
        {
            if (!stored.Remove(row.GetInt64(0))) lost.Add(Rows.Read(row));
            return true;
        }, (long)OutboxPriority.Blob);
        _closing.AddRange(stored);
        return lost;
    }

    /// <summary>Removes rows that no reader would ever come to.</summary>
    /// <returns>How many.</returns>
    public long DropMisfiled()
    {
        records.Execute("DELETE FROM record WHERE priority NOT BETWEEN 0 AND 3");
        return records.Number("SELECT changes()");
    }

    /// <summary>Gives free pages back to the disk, a step at a time, where enough of the files is free.</summary>
    /// <returns>True while there is more to do.</returns>
    public bool Shrink(bool empty) => Shrink(records, empty) | Shrink(bodies, empty);

    /// <summary>Says in the file that its log was taken in whole: without this, a log that is absent at the next start was lost.</summary>
    public void Close(SpoolBooks books, long upMs)
    {
        Begin(durable: true);
        Commit(books, upMs);
        DeleteBodies();
        while (Shrink(books.Rows == 0)) { }
        records.Execute("UPDATE state SET closed = 1");
        records.Checkpoint();
        bodies.Checkpoint();
        records.KeepsLog = bodies.KeepsLog = false;
    }

    public void Dispose()
    {
        records.Dispose();
        bodies.Dispose();
        mark?.Dispose();
    }

    private void InsertBody(long order, byte[] body)
    {
        if (!_bodiesBegun) bodies.Execute("BEGIN IMMEDIATE");
        _bodiesBegun = true;
        bodies.Execute("INSERT OR REPLACE INTO body VALUES($1, $2)", order, body);
    }

    private static bool Shrink(SpoolDatabase file, bool empty)
    {
        // 16 MB stay for what comes next, as long as something waits: giving pages back and taking them again wears the disk.
        var spare = empty ? 256 << 10 : 16 << 20;
        if (file.FreeBytes <= spare) return false;
        file.Shrink(pages: 1024);
        var more = file.FreeBytes > spare;
        if (!more) file.Checkpoint();
        return more;
    }

    private static void Undo(SpoolDatabase file)
    {
        try { file.Execute("ROLLBACK"); }
        catch (SqliteException) { } // expected: SQLite has rolled back by itself, or no transaction was open
    }

    private ((long LastOrder, long EventSeq, long GapSeq, long UpMs) State, long Digest) Numbers(string sql)
    {
        ((long, long, long, long), long) numbers = default;
        records.Read(sql, row =>
        {
            numbers = ((Number(row, 0), Number(row, 1), Number(row, 2), Number(row, 3)), Number(row, 4));
            return false;
        });
        return numbers;
    }

    private static long Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? 0 : row.GetInt64(column);

    private static byte[] Bytes(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var array) && array.Array is { } bytes && array.Offset == 0 && array.Count == bytes.Length
            ? bytes : body.ToArray();
}

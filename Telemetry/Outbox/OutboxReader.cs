using Microsoft.Data.Sqlite;

namespace SegEdge.Telemetry;

/// <summary>Looks into the folder of an outbox, whether its device runs or not, and changes nothing that is stored.</summary>
public sealed class OutboxReader : IDisposable
{
    private readonly string _folder;
    private readonly Spool _spool;

    /// <exception cref="OutboxException">No outbox is there, or its newest files cannot be read.</exception>
    public OutboxReader(string folder)
    {
        _folder = folder;
        if (!Directory.Exists(folder) || SpoolFiles.Epochs(folder) is not [var epoch, ..])
            throw new OutboxException($"Outbox folder '{folder}': no outbox-*.db is there. Expected the folder of a device; see Outbox:Folder in its configuration.", inUse: false);
        SpoolDatabase? records = null;
        try
        {
            records = SpoolDatabase.ToRead(SpoolFiles.Records(folder, epoch));
            _spool = new(epoch, records, SpoolDatabase.ToRead(SpoolFiles.Bodies(folder, epoch)));
        }
        catch (SqliteException e)
        {
            records?.Dispose();
            throw Unreadable(e);
        }
    }

    /// <exception cref="OutboxException">The files cannot be read.</exception>
    public OutboxReport Report()
    {
        try
        {
            var (state, rows) = (_spool.ReadState(), _spool.Rows.All());
            return new(
                _spool.Epoch,
                Enum.GetValues<OutboxPriority>().ToDictionary(priority => priority, priority => rows.LongCount(row => row.Record.Priority == priority)),
                rows.Sum(row => row.Cost),
                rows.Count == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.Min(row => row.UtcMs)),
                state.EventSeq, state.GapSeq,
                Directory.EnumerateFiles(_folder, $"*-{_spool.Epoch}.db*").Where(path => !DamagedFiles.IsOne(path)).Sum(path => new FileInfo(path).Length),
                _spool.Rows.Quarantined(),
                [.. Directory.EnumerateFiles(_folder).Where(DamagedFiles.IsOne).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]);
        }
        catch (SqliteException e)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>What waits, in the order in which it leaves; without what leaves meanwhile, and without what the disk has spoiled.</summary>
    /// <param name="skipped">Called with the number of records that were not handed out, at the end.</param>
    /// <exception cref="OutboxException">The files cannot be read.</exception>
    public IEnumerable<OutboxRecord> Records(Action<long>? skipped = null)
    {
        var missing = 0L;
        foreach (var row in Guarded(_spool.Rows.All))
        {
            if (Guarded(() => _spool.Rows.Body(row)) is { } body) yield return row.Record with { Body = body };
            else missing++;
        }

        skipped?.Invoke(missing);
    }

    public void Dispose() => _spool.Dispose();

    private T Guarded<T>(Func<T> read)
    {
        try { return read(); }
        catch (SqliteException e) { throw Unreadable(e); }
    }

    private OutboxException Unreadable(SqliteException e) =>
        new($"Outbox folder '{_folder}' cannot be read: {e.Message} A damaged file is set aside when its device starts the next time.", inUse: false, e);
}

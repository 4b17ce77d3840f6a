using Microsoft.Data.Sqlite;

namespace SegEdge.Telemetry;

/// <summary>The folder of an outbox: <c>outbox-{epoch}.db</c> and <c>blobs-{epoch}.db</c> of the newest epoch, held by one process.</summary>
/// <remarks>What is damaged is set aside under <c>.damaged-N</c>, never deleted before two newer ones are there, and a new epoch begins.</remarks>
internal sealed class SpoolFolder : IDisposable
{
    private const string Unfinished = ".new";

    private readonly SpoolSettings _settings;
    private readonly FileStream _lock;
    private readonly DamagedFiles _aside;

    /// <exception cref="OutboxException">The folder cannot be made or written, or another process holds it.</exception>
    public SpoolFolder(SpoolSettings settings)
    {
        _settings = settings;
        _aside = new(settings.Folder, settings.Log);
        _lock = Lock(settings.Folder);
    }

    /// <summary>Holds the folder until disposed.</summary>
    /// <exception cref="OutboxException">It cannot be made or written, or another process holds it.</exception>
    public static FileStream Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new(Path.Combine(folder, "outbox.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // EWOULDBLOCK of flock, ERROR_SHARING_VIOLATION.
            var inUse = e.HResult is 11 or unchecked((int)0x80070020);
            throw new OutboxException(inUse
                ? $"Outbox folder '{folder}' is in use by another device on this machine. Stop it, or set Outbox:Folder to another folder."
                : $"Outbox folder '{folder}' cannot be used: {e.Message} Expected: a folder that this user may write. Allow it, or set Outbox:Folder to "
                    + "another one.", inUse, e);
        }
    }

    /// <summary>Continues the newest epoch if its files are sound, else begins a new one that names what the old one may have held.</summary>
    /// <exception cref="SqliteException">Not even a new file can be made.</exception>
    public Spool Open()
    {
        if (Epochs() is not [var newest, .. var older]) return Begin("");
        if (Continue(newest, out var damage) is not { } spool) return Begin(damage);
        // Found beside a newer one: that one names it already, only the setting aside was cut short.
        foreach (var epoch in older) SetAside(epoch);
        return spool;
    }

    /// <summary>Begins a new epoch that names all others in the folder; for files that turned out to be damaged while they were in use.</summary>
    /// <remarks>The new file gets its name once it is whole, with the old epoch named in it, and only then the old one is set aside: a kill
    /// before leaves what is swept away at the next start, a kill between leaves both, and the next start goes on from there.</remarks>
    public Spool Begin(string damage)
    {
        Sweep();
        var lost = Epochs();
        // An epoch that was set aside before may be named in gaps that waited in the one which is lost now.
        var named = SpoolFiles.EpochsKept(_settings.Folder);
        var epoch = NextEpoch();
        SpoolDatabase? records = null, bodies = null;
        try
        {
            using (var unfinished = _settings.OpenFile(RecordsPath(epoch) + Unfinished, "FULL"))
            {
                bodies = OpenBodies(epoch);
                Create(epoch, unfinished, bodies, named, damage);
            }

            File.Move(RecordsPath(epoch) + Unfinished, RecordsPath(epoch));
            foreach (var old in lost)
            {
                SpoolLog.SetAside(_settings.Log, RecordsPath(old), damage, epoch);
                SetAside(old);
            }

            records = _settings.OpenFile(RecordsPath(epoch), "FULL");
            return Enter(epoch, records, bodies);
        }
        catch
        {
            records?.Dispose();
            bodies?.Dispose();
            throw;
        }
    }

    private void Create(string epoch, SpoolDatabase records, SpoolDatabase bodies, string[] lost, string damage)
    {
        records.Execute("BEGIN IMMEDIATE");
        SpoolSchema.CreateRecords(records);
        var (books, gaps) = (new SpoolBooks(), new GapBook(_settings.Identity));
        foreach (var old in lost) gaps.AddEpoch(old, $"{Path.GetFileName(RecordsPath(old))}: {damage}", books);
        var spool = new Spool(epoch, records, bodies);
        gaps.Write(spool, books, 0, _settings.Time.GetUtcNow().ToUnixTimeMilliseconds());
        spool.WriteState(books, 0);
        records.Execute("COMMIT");
        records.Checkpoint();
        records.KeepsLog = false; // it would keep the unfinished name
    }

    public void Dispose() => _lock.Dispose();

    private Spool? Continue(string epoch, out string damage)
    {
        SpoolDatabase? records = null;
        try
        {
            var hadLog = File.Exists(RecordsPath(epoch) + "-wal");
            records = _settings.OpenFile(RecordsPath(epoch), "FULL");
            // The file says that it was not closed, so there must be a log, be it empty.
            if (SpoolSchema.CheckRecords(records) is { } found) damage = found;
            else if (!hadLog && records.Number("SELECT closed FROM state") == 0) damage = "its write-ahead log is gone";
            else
            {
                damage = "";
                // Gaps leave before anything else.
                if (records.Number("SELECT count(*) FROM record WHERE priority = 0") == 0) _aside.DropTraces();
                return Enter(epoch, records, OpenBodies(epoch));
            }
        }
        catch (SqliteException e) when (!e.IsOutage())
        {
            damage = e.Message;
        }
        catch
        {
            records?.Dispose();
            throw; // the file may be sound: tried again later
        }

        records?.Dispose();
        return null;
    }

    // From here on the file says that there must be a log.
    private Spool Enter(string epoch, SpoolDatabase records, SpoolDatabase bodies)
    {
        try
        {
            records.Execute("UPDATE state SET closed = 0");
            records.Checkpoint(); // into the file itself
            return new(epoch, records, bodies, new(RecordsPath(epoch) + "-mark"));
        }
        catch
        {
            bodies.Dispose();
            throw;
        }
    }

    // Files of an epoch that never began: a kill came before the first had its name.
    private void Sweep()
    {
        foreach (var unfinished in Directory.GetFiles(_settings.Folder, $"outbox-*.db{Unfinished}"))
        {
            var path = unfinished[..^Unfinished.Length];
            var bodies = BodiesPath(Path.GetFileName(path)["outbox-".Length..^".db".Length]);
            foreach (var file in (string[])[bodies, bodies + "-wal", bodies + "-shm", unfinished + "-wal", unfinished + "-shm", unfinished])
                if (!File.Exists(path)) File.Delete(file);
        }
    }

    // Bodies can be lost without their records: each is then named by its ledger row.
    private SpoolDatabase OpenBodies(string epoch)
    {
        var path = BodiesPath(epoch);
        if (File.Exists(path))
        {
            string damage;
            SpoolDatabase? bodies = null;
            try
            {
                bodies = _settings.OpenFile(path, "NORMAL");
                if (SpoolSchema.CheckBodies(bodies) is not { } found) return bodies;
                damage = found;
            }
            catch (SqliteException e) when (!e.IsOutage())
            {
                damage = e.Message;
            }
            catch
            {
                bodies?.Dispose();
                throw;
            }

            bodies?.Dispose();
            SpoolLog.BodiesSetAside(_settings.Log, path, damage);
            _aside.Move(path);
        }

        var made = _settings.OpenFile(path, "NORMAL");
        try
        {
            SpoolSchema.CreateBodies(made);
            made.Checkpoint();
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    private void SetAside(string epoch) => _aside.Move(RecordsPath(epoch), BodiesPath(epoch));

    private string[] Epochs() => SpoolFiles.Epochs(_settings.Folder);

    // Later than every epoch that ever was here, even if the clock has gone back since.
    private string NextEpoch()
    {
        var now = Ulid.NewUlid(_settings.Time.GetUtcNow());
        var last = SpoolFiles.LastEpochEver(_settings.Folder);
        return last is not null && string.CompareOrdinal(last, now.ToString()) >= 0
            ? Ulid.NewUlid(Ulid.Parse(last).Time.AddMilliseconds(1)).ToString()
            : now.ToString();
    }

    private string RecordsPath(string epoch) => SpoolFiles.Records(_settings.Folder, epoch);

    private string BodiesPath(string epoch) => SpoolFiles.Bodies(_settings.Folder, epoch);
}

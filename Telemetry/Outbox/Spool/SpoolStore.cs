using Microsoft.Data.Sqlite;

namespace SegEdge.Telemetry;

/// <summary>The open files and their rules, one durable transaction after the other, through whatever disks do. One thread.</summary>
/// <remarks>A full disk: give up what is least urgent, try again, else refuse. Anything else that SQLite reports: open the files again, which
/// checks them; where they are damaged a new epoch begins.</remarks>
internal sealed class SpoolStore : IDisposable
{
    // 256 bodies are 5 MB of masks and heat maps; a flush for each hundred of confirmations is not felt.
    private const int MostUnflushed = 256;

    private readonly SpoolFolder _folder;
    private readonly SpoolSettings _settings;
    private readonly RefusedTally _refused = new();
    private readonly string _noEpoch;
    private Spool? _spool;
    private UpClock _clock;
    private long? _oldestUpMs;
    private bool _saidFull;

    public SpoolStore(SpoolFolder folder, SpoolSettings settings)
    {
        (_folder, _settings) = (folder, settings);
        _noEpoch = Ulid.NewUlid(settings.Time.GetUtcNow()).ToString();
        _clock = new(settings.Time, 0);
        Shelf = NewShelf(null, new());
        TryOpen(folder.Open);
    }

    public SpoolShelf Shelf { get; private set; }

    /// <summary>Records below this priority stay; also after the files were opened again.</summary>
    public OutboxPriority? PausedAfter
    {
        get;
        set
        {
            field = value;
            Shelf.PausedAfter = value;
        }
    }

    /// <summary>Why nothing can be written, in words; null while it can.</summary>
    public string? Outage { get; private set; }

    /// <summary>Records in flight may be of files that are gone.</summary>
    public bool WasReopened { get; private set; }

    public bool HasUnreported => _refused.Count > 0;

    /// <summary>Bodies wait to be deleted until a commit is flushed. A few can wait for the next tick, hundreds need not fill the disk so long.</summary>
    public bool OwesFlush(bool ticked) => _spool?.ClosedBodies is { } bodies && bodies > (ticked ? 0 : MostUnflushed);

    public bool MayHaveExpired => Shelf.MayHaveExpired(_oldestUpMs);

    /// <summary>Runs the work in one transaction. Null when it is durable, else why it is not, and then nothing of it stands.</summary>
    /// <param name="work">May run again after a failure.</param>
    /// <param name="appends">What room is to be made for on a full disk.</param>
    /// <param name="durable">False for confirmations alone: nothing new is numbered or named by them.</param>
    public string? TryTransact(Action work, IReadOnlyList<SpoolRequest.Append> appends, bool durable = true)
    {
        for (var attempt = 0; Outage is null; attempt++)
        {
            try
            {
                Transact(work, durable);
                if (_saidFull) SpoolLog.WritesAgain(_settings.Log, _settings.Folder);
                _saidFull = false;
                return null;
            }
            catch (SqliteException e) when (e.IsFull())
            {
                if (attempt == 0 && GiveUp(appends)) continue;
                if (!_saidFull) SpoolLog.CannotWrite(_settings.Log, _settings.Folder, e.Message);
                _saidFull = true;
                return e.Message;
            }
            catch (SqliteException e)
            {
                if (attempt > 1) Fail(e.Message);
                else Reopen(e);
            }
        }

        return Outage;
    }

    private void Transact(Action work, bool durable = true)
    {
        var (before, refused) = (Shelf.Books.Copy(), _refused.Count);
        try
        {
            _spool!.Begin(durable);
            if (durable) Shelf.Expire();
            work();
            if (durable) Shelf.WriteGaps(_refused);
            _spool.Commit(Shelf.Books, _clock.NowMs);
        }
        catch
        {
            _spool!.Rollback();
            Shelf.TakeBack(before);
            _refused.BackTo(refused);
            throw;
        }

        Shelf.Landed();
        if (durable) _refused.Clear();
        try { _spool.DeleteBodies(); }
        catch (SqliteException) { } // expected on a full disk: no row names them any more, and the next durable commit tries again
        _oldestUpMs = _spool.Rows.OldestUpMs();
    }

    /// <summary>Room on a full disk for twice what is wanted, from what is least urgent.</summary>
    private bool GiveUp(IReadOnlyList<SpoolRequest.Append> appends)
    {
        if (appends.Count == 0 || _settings.Rules.Policy == OutboxPolicy.Reject) return false;
        var before = Shelf.Books.Evicted;
        try
        {
            Transact(() => Shelf.GiveUp((256 << 10) + 2 * appends.Sum(append => append.Bytes), appends.Min(append => append.Entry.Priority)));
            return Shelf.Books.Evicted > before;
        }
        catch (SqliteException)
        {
            return false; // expected: too full even for that
        }
    }

    /// <summary>Time went by: what failed is tried again.</summary>
    public void Tick()
    {
        Shelf.Unpark();
        if (Outage is null) return;
        if (_spool is null) TryOpen(_folder.Open);
        else Outage = null; // the commit that follows finds out
        if (Outage is null) SpoolLog.WritesAgain(_settings.Log, _settings.Folder);
    }

    /// <summary>After an error that is not a full disk.</summary>
    public void Reopen(SqliteException problem)
    {
        SpoolLog.Reopening(_settings.Log, _settings.Folder, problem.Message);
        _spool?.Dispose();
        _spool = null;
        // Damage that the check of a second opening does not find would come back for ever.
        TryOpen(WasReopened && problem.IsDamage() ? () => _folder.Begin(problem.Message) : _folder.Open);
        WasReopened = true;
    }

    private void TryOpen(Func<Spool> open)
    {
        try
        {
            _spool = open();
            var state = _spool.ReadState();
            _clock = new(_settings.Time, state.UpMs);
            var books = Shelf.Books.Continue();
            (books.LastOrder, books.EventSeq, books.GapSeq, books.AuditSeq) = (state.LastOrder, state.EventSeq, state.GapSeq, _spool.AuditSeq);
            _spool.CatchUp(books);
            var (lastEvent, lastGap) = (books.EventSeq, books.GapSeq);
            _spool.Rows.CountInto(books);
            books.Appended = books.Confirmed + books.Evicted + books.Expired + books.Quarantined + books.Damaged + books.Erased + books.Rows;
            Shelf = NewShelf(_spool, books);
            Outage = null;
            SpoolLog.Opened(_settings.Log, _settings.Folder, _spool.Epoch, books.Rows, books.Bytes);
            Transact(() =>
            {
                Shelf.DropMisfiled();
                Shelf.LoseTail((state.EventSeq, lastEvent), (state.GapSeq, lastGap));
                foreach (var row in _spool.RowsWithoutBody()) Shelf.LoseBody(row);
            });
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            _spool?.Dispose();
            _spool = null;
            Fail(e.Message);
        }
    }

    private void Fail(string problem)
    {
        if (Outage is null) SpoolLog.CannotWrite(_settings.Log, _settings.Folder, problem);
        Outage = problem;
    }

    /// <summary>Counts an append that was turned away; the next transaction names it.</summary>
    public void Refuse(OutboxEntry entry, string because)
    {
        Shelf.Books.Refused++;
        _refused.Add(entry, _settings.Time.GetUtcNow().ToUnixTimeMilliseconds(), because);
    }

    /// <returns>Null when nothing could be deleted.</returns>
    public EraseOutcome? Erase(string eventId)
    {
        EraseOutcome? outcome = null;
        var problem = TryTransact(() =>
        {
            _spool!.Overwrites = true;
            outcome = Shelf.Erase(eventId);
        }, []);
        if (_spool is not null) _spool.Overwrites = false;
        return problem is null ? outcome : null;
    }

    public SpoolView Look()
    {
        var blocked = Outage is not null ? Shelf.Books.Rows - Shelf.Inflight : Shelf.Parked;
        var waiting = Shelf.Books.Rows - Shelf.Inflight - blocked;
        return new(_spool?.Epoch ?? _noEpoch, Shelf.Count(blocked), _clock, _oldestUpMs, waiting);
    }

    /// <summary>A step of giving free pages back; false when there is nothing more to do.</summary>
    public bool Shrink()
    {
        try { return Outage is null && _spool is not null && _spool.Shrink(Shelf.Books.Rows == 0); }
        catch (SqliteException) { return false; } // the next commit meets the same problem and says so
    }

    public void Dispose()
    {
        try
        {
            if (Outage is null) _spool?.Close(Shelf.Books, _clock.NowMs);
        }
        catch (SqliteException e)
        {
            SpoolLog.CannotWrite(_settings.Log, _settings.Folder, e.Message);
        }

        _spool?.Dispose();
        _folder.Dispose();
    }

    private SpoolShelf NewShelf(Spool? spool, SpoolBooks books) =>
        new(spool!, new(_settings.Folder, _settings.CapBytes), new(_settings.Identity), _settings.Time, _clock, _settings) { Books = books, PausedAfter = PausedAfter };
}

using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>The rules of the durable outbox: what gets in, what goes for it, what is next. Every change happens in a transaction that its owner
/// has begun. Not thread-safe.</summary>
internal sealed class SpoolShelf(Spool spool, SpoolRoom room, GapBook gaps, TimeProvider time, UpClock clock, SpoolSettings settings)
{
    private const int MostQuarantined = 256;

    private static readonly OutboxPriority[] Priorities = Enum.GetValues<OutboxPriority>();

    private readonly SpoolFlight _flight = new(spool?.Epoch ?? "");
    private readonly SentRecords _sent = new(time);
    // Below it nothing of that priority can be taken: what is in flight or sent is not looked through again for each take.
    private readonly long[] _from = new long[4];

    /// <summary>Replaced by its copy when a transaction is rolled back.</summary>
    public required SpoolBooks Books { get; set; }

    /// <summary>Records below this priority stay.</summary>
    public OutboxPriority? PausedAfter { get; set; }

    public int Inflight => _flight.Count;

    /// <summary>Waiting rows that cannot be taken for now: gaps that the broker refuses, which are not given up and not sent again before
    /// <see cref="Unpark"/>, and what waits for receipts.</summary>
    public long Parked => _flight.Parked + Priorities.Sum(priority =>
        IsHeld(priority) ? Books.RowsOf(priority) - _flight.CountOf(priority) : _sent.OutOf(priority));

    private long UtcMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Cutoff => clock.NowMs - (long)settings.Lifetime.TotalMilliseconds;

    public bool MayHaveExpired(long? oldestUpMs) => oldestUpMs < Cutoff;

    /// <exception cref="ArgumentException">The event cannot be written as JSON. Nothing has changed.</exception>
    public AppendReceipt Append(OutboxEntry entry)
    {
        var draft = entry.Draft;
        var topics = new Topics(draft.Site, draft.Device);
        var topic = topics.Event(draft.Frame.Camera);
        var seq = Books.EventSeq + 1;
        var wanted = entry.Blobs.Where(blob => blob.Body.Length <= OutboxBlob.MaxBytes).ToArray();
        var card = Write(entry, seq, wanted);
        if (room.WhyNot(card.Length + OutboxRecord.Overhead, entry.Priority, Books, Evictable) is { } refusal)
            return new(null, 0, refusal);

        // The event goes first: blobs may take only what room is left beside it and what older blobs give up.
        MakeRoom(card.Length + OutboxRecord.Overhead, entry.Priority, entry.Priority);
        var kept = room.Fitting(wanted, card.Length + OutboxRecord.Overhead, Books, Evictable);
        if (kept.Length < entry.Blobs.Count) card = Write(entry, seq, kept);
        var blobs = kept.Sum(blob => (long)blob.Body.Length + OutboxRecord.Overhead);
        if (blobs > 0) MakeRoom(card.Length + OutboxRecord.Overhead + blobs, OutboxPriority.Blob, OutboxPriority.Blob);

        Add(Record(draft, seq, entry.Priority, topic, ContentTypes.Json, card));
        foreach (var blob in kept)
        {
            var record = Record(draft, seq, OutboxPriority.Blob, topics.Blob(draft.Frame.Camera, blob.Kind), blob.ContentType, blob.Body);
            Add(record with { Sha256 = blob.Sha256, Head = blob.Head });
        }

        Books.EventSeq = seq;
        Books.BlobsDropped += entry.Blobs.Count - kept.Length;
        return new(seq, entry.Blobs.Count - kept.Length, null);
    }

    /// <returns>False where its number is not the next one of this epoch.</returns>
    public bool AppendAudit(AuditRecord record, DeviceIdentity identity)
    {
        if (record.Message.Epoch == spool.Epoch && record.Message.Seq <= Books.AuditSeq) return true;
        if (record.Message.Epoch != spool.Epoch || record.Message.Seq != Books.AuditSeq + 1) return false;
        Add(new()
        {
            Order = ++Books.LastOrder,
            Priority = OutboxPriority.Ledger,
            Topic = identity.Topics.Audit,
            ContentType = ContentTypes.Json,
            Body = record.Bytes,
            BootId = identity.BootId,
            Epoch = spool.Epoch,
            Seq = record.Message.Seq,
            EventId = "",
        });
        spool.AuditSeq = Books.AuditSeq = record.Message.Seq;
        return true;
    }

    public void Confirm(OutboxRecord record)
    {
        var row = _flight.Land(record);
        Confirm(row);
    }

    /// <summary>Whether a receipt named it while it was in flight: then it is not only sent.</summary>
    public bool IsReceived(OutboxRecord record) => _sent.IsReceived(record.Order);

    public void Sent(OutboxRecord record)
    {
        _flight.Land(record);
        _flight.Landed();
        _sent.Add(record);
    }

    public void ReturnSent()
    {
        _sent.ReturnAll();
        Array.Clear(_from);
    }

    public ResendOutcome Resend(ResendArguments wanted)
    {
        var again = _sent.Return(wanted);
        Array.Clear(_from);
        return ResendOutcome.Of(again, wanted, (stream, from, to) => wanted.Epoch == spool.Epoch ? spool.Rows.Held(stream, from, to) : []);
    }

    public EraseOutcome Erase(string eventId)
    {
        var rows = spool.Rows.Of(eventId);
        var idle = rows.Where(row => _flight.IsFree(row.Record.Order)).ToArray();
        foreach (var row in idle)
        {
            Lose(row, GapReason.Erased);
            Books.Erased++;
        }

        spool.ForgetQuarantined(eventId);
        return new(idle.Length, rows.Count - idle.Length);
    }

    /// <returns>Records that it named.</returns>
    public int Acknowledge(ArchiveReceipt receipt)
    {
        var count = 0;
        foreach (var record in _sent.Named(receipt, _flight.Records))
        {
            if (!_flight.IsFree(record.Order) || spool.Rows.Find(record.Order) is not { } row) continue;
            Confirm(row);
            count++;
        }

        return count;
    }

    public void Quarantine(OutboxRecord record, string reason)
    {
        var row = _flight.Land(record);
        if (record.Priority == OutboxPriority.Ledger)
        {
            _flight.Park(record.Order); // the ledger of what is missing must not go missing itself
            return;
        }

        _sent.Forget(record.Order);
        spool.Quarantine(row, reason, UtcMs, MostQuarantined);
        Books.Forget(row);
        Books.Quarantined++;
        gaps.Add(row, GapReason.Quarantined, Books, reason);
    }

    public void PutBack(OutboxRecord record)
    {
        _flight.Land(record);
        _flight.Landed();
        Array.Clear(_from);
    }

    /// <summary>What lived too long goes, and is named.</summary>
    public void Expire()
    {
        for (var priority = OutboxPriority.Alert; priority <= OutboxPriority.Blob; priority++)
            while (spool.Rows.First(priority, _flight.IsFree) is { } row && (row.UpMs < Cutoff || !row.IsSound))
            {
                Lose(row, GapReason.Expired);
                Books.Expired++;
            }
    }

    /// <summary>A row whose body is gone or was changed on the disk.</summary>
    public void LoseBody(SpoolRow row)
    {
        if (!spool.Rows.Holds(row)) return; // gone in between: it expired, or the files were replaced, and it is named already
        Lose(row, row.Stream == StreamKind.Blob ? GapReason.BlobLost : GapReason.SpoolLost);
        Books.Damaged++;
    }

    /// <summary>Rows that the disk moved out of every reader's sight.</summary>
    public void DropMisfiled()
    {
        if (spool.DropMisfiled() > 0) gaps.AddUnknown(Books);
    }

    /// <summary>The files know less numbers than were given; known and given, of each.</summary>
    public void LoseTail((long Known, long Given) events, (long Known, long Given) lostGaps) => gaps.AddTail(events, lostGaps, Books);

    /// <summary>Gives up what is less or equally urgent until that many bytes more fit below the cap.</summary>
    public void MakeRoom(long need, OutboxPriority priority, OutboxPriority cap)
    {
        for (var level = OutboxPriority.Blob; level >= priority; level--)
            while (Books.Bytes + need > room.Limit(cap) && spool.Rows.First(level, _flight.IsFree) is { } row) Evict(row);
    }

    /// <summary>The same for a disk that is full before the cap is reached.</summary>
    public void GiveUp(long bytes, OutboxPriority priority)
    {
        var target = Books.Bytes - bytes;
        for (var level = OutboxPriority.Blob; level >= priority; level--)
            while (Books.Bytes > target && spool.Rows.First(level, _flight.IsFree) is { } row) Evict(row);
    }

    /// <summary>The next row by priority, then order, and its body; the body is null where it was lost.</summary>
    public (SpoolRow Row, byte[]? Body)? Next()
    {
        for (var priority = OutboxPriority.Ledger; priority <= OutboxPriority.Blob; priority++)
            if (Books.RowsOf(priority) > 0 && !IsHeld(priority) && spool.Rows.First(priority, CanFly, _from[(int)priority]) is { } row)
            {
                _from[(int)priority] = row.Record.Order;
                return (row, spool.Rows.Body(row));
            }

        return null;
    }

    /// <summary>It is in a reader's hands.</summary>
    public OutboxRecord Fly(SpoolRow row, byte[] body)
    {
        _flight.Add(row);
        gaps.Close(row.Record.Order);
        return row.Record with { Body = body, Age = TimeSpan.FromMilliseconds(clock.NowMs - row.UpMs) };
    }

    /// <summary>Stores gaps in the transaction under way, with those for what was turned away.</summary>
    public void WriteGaps(RefusedTally refused)
    {
        if (refused.Count > 0) gaps.AddRefused(refused, Books);
        gaps.Write(spool, Books, clock.NowMs, UtcMs);
    }

    /// <summary>Asks the disk what it can still take.</summary>
    public void LookAtDisk() => room.Look(Books.Bytes, () => spool.FreeBytes);

    /// <param name="parked">Rows that cannot be taken for now.</param>
    public OutboxSnapshot Count(long parked) => new()
    {
        Rows = Books.Rows,
        Bytes = Books.Bytes,
        CapBytes = room.CapBytes,
        Oldest = TimeSpan.Zero,
        Inflight = _flight.Count,
        LastEventSeq = Books.EventSeq,
        LastGapSeq = Books.GapSeq,
        LastAuditSeq = Books.AuditSeq,
        Sent = _sent.Out,
        Appended = Books.Appended,
        Confirmed = Books.Confirmed,
        Evicted = Books.Evicted,
        Expired = Books.Expired,
        Quarantined = Books.Quarantined,
        Damaged = Books.Damaged,
        Erased = Books.Erased,
        Refused = Books.Refused,
        BlobsDropped = Books.BlobsDropped,
        Parked = parked,
    };

    /// <summary>The transaction stands.</summary>
    public void Landed() => _flight.Landed();

    /// <summary>It does not.</summary>
    public void TakeBack(SpoolBooks books)
    {
        Books = books;
        _flight.TakeBack();
        Array.Clear(_from);
        gaps.Reset();
    }

    public void Unpark()
    {
        _flight.Unpark();
        _sent.ReturnDue();
        Array.Clear(_from);
    }

    private void Add(OutboxRecord record)
    {
        var row = spool.Insert(record, clock.NowMs, UtcMs);
        Books.Hold(record.Priority, row.Cost);
        Books.Appended++;
    }

    private OutboxRecord Record(
        EventMessage draft, long seq, OutboxPriority priority, string topic, string contentType, ReadOnlyMemory<byte> body) => new()
        {
            Order = ++Books.LastOrder,
            Priority = priority,
            Topic = topic,
            ContentType = contentType,
            Body = body,
            BootId = draft.BootId,
            Epoch = spool.Epoch,
            Seq = seq,
            EventId = draft.EventId,
        };

    private byte[] Write(OutboxEntry entry, long seq, OutboxBlob[] kept) =>
        JsonSerializer.SerializeToUtf8Bytes(entry.Stamp(spool.Epoch, seq, kept.ToHashSet()), TelemetryJson.Default.EventMessage);

    private void Evict(SpoolRow row)
    {
        Lose(row, GapReason.Evicted);
        Books.Evicted++;
    }

    private bool IsHeld(OutboxPriority priority) => priority > PausedAfter || _sent.IsFull(priority);

    private bool CanFly(long order) => _flight.IsFree(order) && !_sent.IsOut(order);

    private void Confirm(SpoolRow row)
    {
        _sent.Forget(row.Record.Order);
        spool.Delete(row);
        Books.Forget(row);
        Books.Confirmed++;
    }

    private void Lose(SpoolRow row, GapReason reason)
    {
        _sent.Forget(row.Record.Order);
        spool.Delete(row);
        Books.Forget(row);
        if (row.IsSound) gaps.Add(row, reason, Books);
        // What a gap named, nobody knows any more; nor what a row was whose own number may be wrong.
        if (!row.IsSound || row.Stream == StreamKind.Gap) gaps.AddUnknown(Books);
    }

    private long Evictable(OutboxPriority priority) => settings.Rules.Policy == OutboxPolicy.Reject ? 0 : Books.BytesOf(priority) - _flight.BytesOf(priority);
}

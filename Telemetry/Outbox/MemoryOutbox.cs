using System.Text.Json;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>An outbox in memory: outlives the link and the broker, <b>not a kill, a crash or a power cut</b>.</summary>
/// <remarks>What is waiting then is lost and no gap names it; <see cref="SqliteOutbox"/> does.
/// Bounded in bytes: new events push out the oldest blobs, then reviews, then (only for an alert) alerts; new blobs push out
/// only older blobs. Everything given up is counted.</remarks>
public sealed class MemoryOutbox : IOutbox
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly OutboxRules _rules;
    private readonly MemoryShelf _shelf;
    private long _lastSeq, _lastAuditSeq;
    private long _refused;
    private long _blobsDropped;
    private TaskCompletionSource _arrival = NewSignal();

    /// <param name="capBytes">Bytes of all records, at least 64 kB; each counts its body and <see cref="MemoryShelf.Overhead"/>.</param>
    /// <param name="lifetime">After that a record expires unsent; the contract says 7 days.</param>
    public MemoryOutbox(long capBytes, TimeProvider time, TimeSpan? lifetime = null, OutboxRules? rules = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capBytes, 64 * 1024);
        (_time, _rules) = (time, rules ?? OutboxRules.Default);
        _shelf = new MemoryShelf(capBytes, lifetime ?? TimeSpan.FromDays(7), time, _rules.Policy);
    }

    public string Epoch { get; } = Ulid.NewUlid().ToString();

    public ConfirmBy Confirm => _rules.Confirm;

    public ValueTask<AppendReceipt> AppendAsync(OutboxEntry entry, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var receipt = Append(entry);
            if (!receipt.Accepted) _refused++;
            _blobsDropped += receipt.BlobsDropped;
            return ValueTask.FromResult(receipt);
        }
    }

    public ValueTask<bool> AppendAuditAsync(AuditRecord record, DeviceIdentity identity, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            var message = record.Message;
            if (message.Epoch != Epoch || message.Seq > _lastAuditSeq + 1) return ValueTask.FromResult(false);
            if (message.Seq <= _lastAuditSeq) return ValueTask.FromResult(true);
            _shelf.Add(new()
            {
                Order = 0,
                Priority = OutboxPriority.Ledger,
                Topic = identity.Topics.Audit,
                ContentType = ContentTypes.Json,
                Body = record.Bytes,
                BootId = identity.BootId,
                Epoch = Epoch,
                Seq = message.Seq,
                EventId = "",
            });
            _lastAuditSeq = message.Seq;
            Announce();
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask PauseAsync(OutboxPriority? after, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            _shelf.PausedAfter = after;
            Announce();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<OutboxRecord?> TakeAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult(_shelf.Take());
    }

    public ValueTask WaitAsync(CancellationToken cancellation = default)
    {
        lock (_gate) return _shelf.HasWaiting ? ValueTask.CompletedTask : new ValueTask(ArrivalAsync(_arrival.Task, _shelf.UntilDue, cancellation));
    }

    public ValueTask ConfirmAsync(OutboxRecord record, CancellationToken cancellation = default)
    {
        lock (_gate) _shelf.Confirm(record);
        return ValueTask.CompletedTask;
    }

    public ValueTask SentAsync(OutboxRecord record, CancellationToken cancellation = default)
    {
        lock (_gate) _shelf.Sent(record);
        return ValueTask.CompletedTask;
    }

    public ValueTask ReturnSentAsync(CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            _shelf.ReturnSent();
            Announce();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<int> AcknowledgeAsync(ArchiveReceipt receipt, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            var named = _shelf.Acknowledge(receipt);
            Announce(); // sending may have waited for it
            return ValueTask.FromResult(named);
        }
    }

    public ValueTask<ResendOutcome?> ResendAsync(ResendArguments wanted, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            var outcome = _shelf.Resend(wanted);
            Announce();
            return ValueTask.FromResult<ResendOutcome?>(outcome);
        }
    }

    public ValueTask<EraseOutcome?> EraseAsync(string eventId, CancellationToken cancellation = default)
    {
        lock (_gate) return ValueTask.FromResult<EraseOutcome?>(_shelf.Erase(eventId));
    }

    public ValueTask RetryAsync(OutboxRecord record, CancellationToken cancellation = default)
    {
        lock (_gate)
        {
            _shelf.PutBack(record);
            Announce();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Counts it and forgets it: memory keeps no table of what nobody will take.</summary>
    public ValueTask QuarantineAsync(OutboxRecord record, string reason, CancellationToken cancellation = default)
    {
        lock (_gate) _shelf.Quarantine(record);
        return ValueTask.CompletedTask;
    }

    public OutboxSnapshot Snapshot()
    {
        lock (_gate) return _shelf.Snapshot() with { LastEventSeq = _lastSeq, LastAuditSeq = _lastAuditSeq, Refused = _refused, BlobsDropped = _blobsDropped };
    }

    private async Task ArrivalAsync(Task arrival, TimeSpan? untilDue, CancellationToken cancellation)
    {
        try { await arrival.WaitAsync(untilDue ?? Timeout.InfiniteTimeSpan, _time, cancellation).ConfigureAwait(false); }
        catch (TimeoutException) { } // expected: something that was sent is due again
    }

    private AppendReceipt Append(OutboxEntry entry)
    {
        var topics = new Topics(entry.Draft.Site, entry.Draft.Device);
        var seq = _lastSeq + 1;
        var wanted = entry.Blobs.Where(blob => blob.Body.Length <= OutboxBlob.MaxBytes).ToArray();
        var card = Write(entry, seq, wanted);
        if (card.Length > _shelf.RoomForEvent(entry.Priority))
            return new(null, 0, $"The outbox holds {_shelf.Bytes} of {_shelf.CapBytes} bytes, nothing less urgent can go, and the event "
                + $"needs {card.Length}. Bring the broker back or raise the outbox cap.");
        // The event goes first: blobs may take only what room is left beside it and what older blobs give up.
        _shelf.MakeRoom(card.Length, entry.Priority);
        var kept = _shelf.MakeRoomForBlobs(wanted, card.Length);
        if (kept.Length < entry.Blobs.Count) card = Write(entry, seq, kept);

        var draft = entry.Draft;
        _shelf.Add(new()
        {
            Order = 0,
            Priority = entry.Priority,
            Topic = topics.Event(draft.Frame.Camera),
            ContentType = ContentTypes.Json,
            Body = card,
            BootId = draft.BootId,
            Epoch = Epoch,
            Seq = seq,
            EventId = draft.EventId,
        });
        foreach (var blob in kept) _shelf.Add(RecordOf(blob, draft, seq, topics));
        _lastSeq = seq;
        Announce();
        return new(seq, entry.Blobs.Count - kept.Length, null);
    }

    private OutboxRecord RecordOf(OutboxBlob blob, EventMessage draft, long seq, Topics topics) => new()
    {
        Order = 0,
        Priority = OutboxPriority.Blob,
        Topic = topics.Blob(draft.Frame.Camera, blob.Kind),
        ContentType = blob.ContentType,
        Body = blob.Body,
        BootId = draft.BootId,
        Epoch = Epoch,
        Seq = seq,
        EventId = draft.EventId,
        Sha256 = blob.Sha256,
        Head = blob.Head,
    };

    private byte[] Write(OutboxEntry entry, long seq, OutboxBlob[] kept) =>
        JsonSerializer.SerializeToUtf8Bytes(entry.Stamp(Epoch, seq, kept.ToHashSet()), TelemetryJson.Default.EventMessage);

    private void Announce()
    {
        _arrival.TrySetResult();
        _arrival = NewSignal();
    }

    // Asynchronously: a continuation must not run under the appender's lock.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

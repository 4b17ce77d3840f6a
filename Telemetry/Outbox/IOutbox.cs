using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>The queue between what happens on the device and a link that comes and goes. Many append, one publisher reads.</summary>
/// <remarks>How long it remembers is the implementation's promise. The reader's cycle: take, then exactly one of confirm,
/// sent, retry and quarantine per taken record; until then the record counts as in flight and is not given up.</remarks>
public interface IOutbox
{
    /// <summary>Names this file, or this process where nothing is stored; numbers never repeat within one. A file that turns out damaged is
    /// replaced, and this with it.</summary>
    string Epoch { get; }

    /// <summary>Archive: call <see cref="SentAsync"/> once the broker took a record. Broker: <see cref="ConfirmAsync"/>.</summary>
    ConfirmBy Confirm { get; }

    /// <summary>Takes an event and its blobs as one and numbers the event.</summary>
    /// <exception cref="ArgumentException">The event cannot be written as JSON, as with a number that is not finite. No number is
    /// taken.</exception>
    ValueTask<AppendReceipt> AppendAsync(OutboxEntry entry, CancellationToken cancellation = default);

    /// <summary>Takes the next record of the audit chain, which is never given up. Its number is its own; one that was taken before counts as
    /// taken.</summary>
    /// <returns>False where it could not be stored, or is not the next: try again.</returns>
    ValueTask<bool> AppendAuditAsync(AuditRecord record, DeviceIdentity identity, CancellationToken cancellation = default);

    /// <summary>Records below this priority stay; null lets all go. Forgotten with the process.</summary>
    ValueTask PauseAsync(OutboxPriority? after, CancellationToken cancellation = default);

    /// <summary>The next record by priority, then order; null when none waits.</summary>
    ValueTask<OutboxRecord?> TakeAsync(CancellationToken cancellation = default);

    /// <summary>Ends when a record may be waiting.</summary>
    ValueTask WaitAsync(CancellationToken cancellation = default);

    /// <summary>It arrived: forget it.</summary>
    ValueTask ConfirmAsync(OutboxRecord record, CancellationToken cancellation = default);

    /// <summary>The broker took it: it stays until a receipt names it. Without one for a minute, then two and so on up to an hour, it can be
    /// taken again.</summary>
    ValueTask SentAsync(OutboxRecord record, CancellationToken cancellation = default);

    /// <summary>A new link: all that was sent without a receipt can be taken again.</summary>
    ValueTask ReturnSentAsync(CancellationToken cancellation = default);

    /// <summary>The archive has these for good: they are forgotten. One that is in flight just now is sent once more.</summary>
    /// <returns>How many of them this outbox had sent and still held.</returns>
    ValueTask<int> AcknowledgeAsync(ArchiveReceipt receipt, CancellationToken cancellation = default);

    /// <summary>What was sent without a receipt and is asked for can be taken again at once.</summary>
    /// <returns>Null where the disk gives no answer.</returns>
    ValueTask<ResendOutcome?> ResendAsync(ResendArguments wanted, CancellationToken cancellation = default);

    /// <summary>Deletes what is held of an event, its blobs included; a durable outbox names it in a gap. What is in flight just now leaves.</summary>
    /// <returns>Null where the disk cannot be written, and nothing was deleted.</returns>
    ValueTask<EraseOutcome?> EraseAsync(string eventId, CancellationToken cancellation = default);

    /// <summary>Not known to have arrived: back to its old place.</summary>
    ValueTask RetryAsync(OutboxRecord record, CancellationToken cancellation = default);

    /// <summary>No broker will take it: set aside, counted, not sent again.</summary>
    ValueTask QuarantineAsync(OutboxRecord record, string reason, CancellationToken cancellation = default);

    OutboxSnapshot Snapshot();
}

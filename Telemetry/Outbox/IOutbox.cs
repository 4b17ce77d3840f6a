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

    /// <summary>Not known to have arrived: back to its old place.</summary>
    ValueTask RetryAsync(OutboxRecord record, CancellationToken cancellation = default);

    /// <summary>No broker will take it: set aside, counted, not sent again.</summary>
    ValueTask QuarantineAsync(OutboxRecord record, string reason, CancellationToken cancellation = default);

    OutboxSnapshot Snapshot();
}

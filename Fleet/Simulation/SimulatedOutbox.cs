using System.Collections.Concurrent;
using System.Text.Json;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>An outbox in memory that also loses events on purpose and names them in gaps, as one on a disk does when its room ends.</summary>
internal sealed class SimulatedOutbox(IOutbox inner, DeviceIdentity identity, TimeProvider time) : IOutbox
{
    private readonly ConcurrentQueue<OutboxRecord> _gaps = new();
    private readonly ConcurrentDictionary<long, OutboxRecord> _open = new();
    private long _lastGap;

    public string Epoch => inner.Epoch;

    public ConfirmBy Confirm => inner.Confirm;

    public ValueTask<AppendReceipt> AppendAsync(OutboxEntry entry, CancellationToken cancellation = default) => inner.AppendAsync(entry, cancellation);

    /// <summary>Takes an event, gives it up at once and names it: its number will never arrive.</summary>
    public async Task AppendAndLoseAsync(OutboxEntry entry)
    {
        // Paused, so that the publisher cannot take it between the two.
        await inner.PauseAsync(OutboxPriority.Ledger);
        try
        {
            if ((await inner.AppendAsync(entry)).Seq is not { } seq) return;
            if (await inner.EraseAsync(entry.Draft.EventId) is { InFlight: 0 } erased) _gaps.Enqueue(GapOf(entry, seq, erased.Deleted));
        }
        finally
        {
            await inner.PauseAsync(null); // also wakes the publisher
        }
    }

    public ValueTask<bool> AppendAuditAsync(AuditRecord record, DeviceIdentity device, CancellationToken cancellation = default) => inner.AppendAuditAsync(record, device, cancellation);

    public ValueTask PauseAsync(OutboxPriority? after, CancellationToken cancellation = default) => inner.PauseAsync(after, cancellation);

    public async ValueTask<OutboxRecord?> TakeAsync(CancellationToken cancellation = default)
    {
        if (!_gaps.TryDequeue(out var gap)) return await inner.TakeAsync(cancellation);
        _open[gap.Seq] = gap;
        return gap;
    }

    public ValueTask WaitAsync(CancellationToken cancellation = default) => _gaps.IsEmpty ? inner.WaitAsync(cancellation) : ValueTask.CompletedTask;

    public ValueTask ConfirmAsync(OutboxRecord record, CancellationToken cancellation = default) => IsGap(record) ? Close(record) : inner.ConfirmAsync(record, cancellation);

    // Whose word counts does not matter for a gap here: the broker had it.
    public ValueTask SentAsync(OutboxRecord record, CancellationToken cancellation = default) => IsGap(record) ? Close(record) : inner.SentAsync(record, cancellation);

    public ValueTask ReturnSentAsync(CancellationToken cancellation = default) => inner.ReturnSentAsync(cancellation);

    public ValueTask<int> AcknowledgeAsync(ArchiveReceipt receipt, CancellationToken cancellation = default) => inner.AcknowledgeAsync(receipt, cancellation);

    public ValueTask<ResendOutcome?> ResendAsync(ResendArguments wanted, CancellationToken cancellation = default) => inner.ResendAsync(wanted, cancellation);

    public ValueTask<EraseOutcome?> EraseAsync(string eventId, CancellationToken cancellation = default) => inner.EraseAsync(eventId, cancellation);

    public ValueTask RetryAsync(OutboxRecord record, CancellationToken cancellation = default)
    {
        if (!IsGap(record)) return inner.RetryAsync(record, cancellation);
        _gaps.Enqueue(record);
        return Close(record);
    }

    public ValueTask QuarantineAsync(OutboxRecord record, string reason, CancellationToken cancellation = default) => IsGap(record) ? Close(record) : inner.QuarantineAsync(record, reason, cancellation);

    public OutboxSnapshot Snapshot()
    {
        var snapshot = inner.Snapshot();
        return snapshot with { Rows = snapshot.Rows + _gaps.Count + _open.Count, LastGapSeq = _lastGap };
    }

    private static bool IsGap(OutboxRecord record) => record.Stream == StreamKind.Gap;

    private ValueTask Close(OutboxRecord record)
    {
        _open.TryRemove(record.Seq, out _);
        return ValueTask.CompletedTask;
    }

    private OutboxRecord GapOf(OutboxEntry entry, long seq, int records)
    {
        var now = time.GetUtcNow();
        var gap = new GapMessage
        {
            Seq = ++_lastGap,
            Epoch = Epoch,
            BootId = identity.BootId,
            Stream = StreamKind.Event,
            Ranges = [new(seq, seq)],
            EventIds = [entry.Draft.EventId],
            Blobs = [],
            Count = 1,
            Bytes = entry.Blobs.Sum(blob => (long)blob.Body.Length),
            FirstUtc = now,
            LastUtc = now,
            Reason = GapReason.Evicted,
            Detail = $"simulated: {records} records given up",
        };
        return new()
        {
            Order = 0,
            Priority = OutboxPriority.Ledger,
            Topic = identity.Topics.Gap,
            ContentType = ContentTypes.Json,
            Body = JsonSerializer.SerializeToUtf8Bytes(gap, TelemetryJson.Default.GapMessage),
            BootId = identity.BootId,
            Epoch = Epoch,
            Seq = gap.Seq,
            EventId = "",
        };
    }
}

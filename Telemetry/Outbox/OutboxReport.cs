namespace SegEdge.Telemetry;

/// <summary>What lies in the folder of an outbox.</summary>
/// <param name="Rows">Waiting records by priority.</param>
/// <param name="Bytes">Of all of them, as the cap counts them.</param>
/// <param name="OldestUtc">When the oldest was appended, by the wall clock of that time; null when nothing waits.</param>
/// <param name="FileBytes">Of the files on the disk, logs included.</param>
/// <param name="Quarantined">Newest first.</param>
/// <param name="Damaged">Names of files that were set aside.</param>
public sealed record OutboxReport(
    string Epoch, IReadOnlyDictionary<OutboxPriority, long> Rows, long Bytes, DateTimeOffset? OldestUtc, long LastEventSeq, long LastGapSeq, long FileBytes,
    IReadOnlyList<QuarantinedRecord> Quarantined, IReadOnlyList<string> Damaged);

using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>A stored record without its body.</summary>
/// <param name="UpMs">When it was appended, by <see cref="UpClock"/>.</param>
/// <param name="UtcMs">The same by the wall clock of that time, milliseconds since 1970; only ever told, never reckoned with.</param>
/// <param name="Digest">Of everything that is sent, body included: a flipped bit on the disk is never sent as if it were ours.</param>
internal sealed record SpoolRow(OutboxRecord Record, long BodyBytes, long UpMs, long UtcMs, long Digest)
{
    public long Cost => BodyBytes + OutboxRecord.Overhead;

    public StreamKind Stream => Record.Stream;
}

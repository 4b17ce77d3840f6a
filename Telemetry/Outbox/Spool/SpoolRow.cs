using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>A stored record without its body.</summary>
/// <param name="UpMs">When it was appended, by <see cref="UpClock"/>.</param>
/// <param name="UtcMs">The same by the wall clock of that time, milliseconds since 1970; only ever told, never reckoned with.</param>
/// <param name="Digest">See <see cref="SpoolDigest"/>: a flipped bit on the disk is never sent as if it were ours.</param>
internal sealed record SpoolRow(OutboxRecord Record, long BodyBytes, long UpMs, long UtcMs, long Digest)
{
    /// <summary>False where the disk changed the row itself: then not even its number can be trusted.</summary>
    public bool IsSound { get; init; } = true;

    public long Cost => BodyBytes + OutboxRecord.Overhead;

    public StreamKind Stream => Record.Stream;
}

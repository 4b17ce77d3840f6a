namespace SegEdge.Telemetry;

/// <summary>The outbox as the last batch left it; immutable, so that nobody who asks waits for the disk.</summary>
/// <param name="OldestUpMs">Null when nothing is stored.</param>
/// <param name="Waiting">Rows that a reader could take.</param>
internal sealed record SpoolView(string Epoch, OutboxSnapshot Counts, UpClock Clock, long? OldestUpMs, long Waiting)
{
    public OutboxSnapshot Snapshot() => OldestUpMs is { } oldest && Counts.Rows > 0
        ? Counts with { Oldest = TimeSpan.FromMilliseconds(Math.Max(0, Clock.NowMs - oldest)) }
        : Counts;
}

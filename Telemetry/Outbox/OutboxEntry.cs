using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>An event and its blobs, appended as one: there is no event that promises a blob which was never taken.</summary>
public sealed class OutboxEntry
{
    /// <param name="draft">Without epoch and seq; its blobs name only what is off.</param>
    /// <param name="blobs">Equal bodies travel once.</param>
    public OutboxEntry(EventMessage draft, IReadOnlyList<OutboxBlob> blobs)
    {
        Draft = draft;
        Blobs = [.. blobs.DistinctBy(blob => blob.Sha256)];
        Priority = draft.Flags.Any(flag => flag.Severity == Severity.Alert) ? OutboxPriority.Alert : OutboxPriority.Review;
    }

    public EventMessage Draft { get; }

    public IReadOnlyList<OutboxBlob> Blobs { get; }

    /// <summary>The event's; its blobs come after every event.</summary>
    public OutboxPriority Priority { get; }

    /// <summary>The event as it will be sent. Every carried blob is named with what became of it.</summary>
    public EventMessage Stamp(string epoch, long seq, IReadOnlySet<OutboxBlob> kept)
    {
        var carried = Blobs.Select(blob => blob.Sha256).ToHashSet();
        return Draft with
        {
            Epoch = epoch,
            Seq = seq,
            Blobs = [.. Draft.Blobs.Where(blob => blob.Sha256 is null || !carried.Contains(blob.Sha256)),
                .. Blobs.Select(blob => blob.Describe(kept.Contains(blob)))],
        };
    }
}

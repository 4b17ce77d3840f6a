namespace SegEdge.Telemetry.Contract;

/// <summary>What an archive has stored for good; the arguments of <c>cmd/receipt</c>.</summary>
/// <remarks>Every member but the epoch may be absent. Naming what the device does not hold is no error: a receipt may arrive twice.</remarks>
public sealed record ArchiveReceipt
{
    /// <summary>In which the numbers count; a receipt for another epoch than the device's own names nothing.</summary>
    public required string Epoch { get; init; }

    /// <summary>Numbers of events.</summary>
    public IReadOnlyList<SeqRange>? Events { get; init; }

    public IReadOnlyList<SeqRange>? Gaps { get; init; }

    public IReadOnlyList<SeqRange>? Audits { get; init; }

    /// <summary>SHA-256 of blobs, whole ones.</summary>
    public IReadOnlyList<string>? Blobs { get; init; }

    /// <summary>The numbers of a stream that has some; empty for blobs, which are named by their hash.</summary>
    public IReadOnlyList<SeqRange> Of(StreamKind stream) => stream switch
    {
        StreamKind.Event => Events,
        StreamKind.Gap => Gaps,
        StreamKind.Audit => Audits,
        _ => null,
    } ?? [];
}

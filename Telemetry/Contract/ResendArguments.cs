namespace SegEdge.Telemetry.Contract;

/// <summary>Numbers of records that an archive misses.</summary>
public sealed record ResendArguments
{
    /// <summary>In which the numbers count.</summary>
    public required string Epoch { get; init; }

    public IReadOnlyList<SeqRange>? Events { get; init; }

    public IReadOnlyList<SeqRange>? Gaps { get; init; }

    public IReadOnlyList<SeqRange>? Audits { get; init; }

    /// <summary>Blobs, by the numbers of their events.</summary>
    public IReadOnlyList<SeqRange>? Blobs { get; init; }

    public IReadOnlyList<SeqRange> Of(StreamKind stream) => stream switch
    {
        StreamKind.Event => Events,
        StreamKind.Gap => Gaps,
        StreamKind.Audit => Audits,
        StreamKind.Blob => Blobs,
        _ => null,
    } ?? [];
}

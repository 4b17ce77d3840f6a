namespace SegEdge.Telemetry.Contract;

/// <summary>Names records that will never arrive, so that nothing is missing without a word. <c>docs/contract/gap.schema.json</c>.</summary>
/// <remarks>A record is named by the number of its event in <see cref="Ranges"/>; ids and hashes are there beside it for as many as fit.</remarks>
public sealed record GapMessage
{
    /// <summary>From 1 without holes within an epoch, a count of its own.</summary>
    public required long Seq { get; init; }

    /// <summary>In which <see cref="Seq"/> counts.</summary>
    public required string Epoch { get; init; }

    /// <summary>Of the start of the device that found it.</summary>
    public required string BootId { get; init; }

    public required StreamKind Stream { get; init; }

    /// <summary>In which <see cref="Ranges"/> count; absent where that is <see cref="Epoch"/>.</summary>
    public string? LostEpoch { get; init; }

    /// <summary>Rising, apart from each other; empty for what took no number. Of events: all of them. Of blobs: events some of whose blobs are
    /// lost. Where <see cref="Count"/> is 0 they cover only what did not arrive.</summary>
    public required IReadOnlyList<SeqRange> Ranges { get; init; }

    /// <summary>The first of them, at most <see cref="MostIds"/> together with <see cref="Blobs"/>.</summary>
    public required IReadOnlyList<string> EventIds { get; init; }

    /// <summary>SHA-256 of blobs, the first of them.</summary>
    public required IReadOnlyList<string> Blobs { get; init; }

    /// <summary>Records lost; 0 where nobody can know.</summary>
    public required long Count { get; init; }

    /// <summary>Of their bodies.</summary>
    public required long Bytes { get; init; }

    /// <summary>When the first and the last of them were appended, by the clock of that time; absent where nobody can know.</summary>
    public DateTimeOffset? FirstUtc { get; init; }

    public DateTimeOffset? LastUtc { get; init; }

    public required GapReason Reason { get; init; }

    /// <summary>For a person.</summary>
    public string? Detail { get; init; }

    /// <summary>Keeps a gap within one small packet.</summary>
    public const int MostIds = 64;
}

namespace SegEdge.Telemetry;

/// <summary>One message to send, exactly as stored.</summary>
public sealed record OutboxRecord
{
    /// <summary>Bytes counted per record beside its body: row, index, half-filled pages.</summary>
    public const int Overhead = 512;

    /// <summary>The outbox's own key, rising with every append.</summary>
    public required long Order { get; init; }

    public required OutboxPriority Priority { get; init; }

    public required string Topic { get; init; }

    public required string ContentType { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Of the boot that appended it, which may not be this one.</summary>
    public required string BootId { get; init; }

    public required string Epoch { get; init; }

    /// <summary>An event's own number; a blob carries its event's.</summary>
    public required long Seq { get; init; }

    public required string EventId { get; init; }

    /// <summary>Set for blobs.</summary>
    public string? Sha256 { get; init; }

    public string? Head { get; init; }

    /// <summary>How long it had waited when it was taken; counted, not read off a wall clock.</summary>
    public TimeSpan Age { get; init; }
}

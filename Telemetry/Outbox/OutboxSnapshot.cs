namespace SegEdge.Telemetry;

/// <summary>What an outbox holds and what it gave up so far; feeds <c>state</c>.</summary>
/// <remarks>Law: appended records = confirmed + evicted + expired + quarantined + damaged + erased + rows. Counted since the start of the process; what
/// was found at the start counts as appended.</remarks>
public sealed record OutboxSnapshot
{
    /// <summary>Waiting and in flight.</summary>
    public required long Rows { get; init; }

    public required long Bytes { get; init; }

    public required long CapBytes { get; init; }

    public required TimeSpan Oldest { get; init; }

    public required int Inflight { get; init; }

    /// <summary>Rows that the broker took and no receipt has named yet, not due to be sent again.</summary>
    public long Sent { get; init; }

    public required long LastEventSeq { get; init; }

    /// <summary>0 where losses are counted only.</summary>
    public long LastGapSeq { get; init; }

    public long LastAuditSeq { get; init; }

    /// <summary>Records taken in, blobs counted one by one.</summary>
    public required long Appended { get; init; }

    public required long Confirmed { get; init; }

    public required long Evicted { get; init; }

    public required long Expired { get; init; }

    public required long Quarantined { get; init; }

    /// <summary>Records that the disk gave back broken or not at all.</summary>
    public long Damaged { get; init; }

    /// <summary>Records deleted because somebody asked for it.</summary>
    public long Erased { get; init; }

    /// <summary>Whole appends turned away.</summary>
    public required long Refused { get; init; }

    /// <summary>Waiting rows that cannot be taken for now; asking again at once would not help.</summary>
    public long Parked { get; init; }

    /// <summary>Blobs that found no room while their event did.</summary>
    public required long BlobsDropped { get; init; }
}

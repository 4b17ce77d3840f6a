using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>A flagged frame's index card as it came, with what of its blobs is here by now.</summary>
/// <param name="Json">Compact JSON, one line; fields this version does not know are still in it.</param>
/// <param name="BlobsNamed">Every sha256 that the event mentions.</param>
/// <param name="BlobsHere">Those of them that the archive holds.</param>
/// <param name="Revision">Rises with every change in the archive; an arriving blob gives its event a new one.</param>
public sealed record ArchivedEvent(
    string EventId,
    DateTimeOffset ReceivedUtc,
    ReadOnlyMemory<byte> Json,
    IReadOnlyList<string> BlobsNamed,
    IReadOnlyList<string> BlobsHere,
    long Revision)
{
    /// <summary>The revision at which it was new; equal to <see cref="Revision"/> until the first blob arrives.</summary>
    public long FirstRevision { get; init; } = Revision;

    /// <summary>By what it is filtered; null where browsers filter themselves.</summary>
    public QueueKind? Kind { get; init; }

    /// <summary>Null where nobody reviews.</summary>
    public EventReview? Review { get; init; }
}

namespace SegEdge.Fleet.Store;

/// <summary>One index card to keep.</summary>
/// <param name="Card">The JSON as it came; fields that this version does not know are still in it.</param>
/// <param name="Blobs">SHA-256 of those that the card says will follow.</param>
public sealed record ArchivedEvent(FleetEvent Row, ReadOnlyMemory<byte> Card, IReadOnlyList<string> Blobs)
{
    /// <summary>Wire names of their kinds, in the same order; empty: nobody knows, and none goes before its event does.</summary>
    public IReadOnlyList<string> BlobKinds { get; init; } = [];
}

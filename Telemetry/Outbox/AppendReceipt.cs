namespace SegEdge.Telemetry;

/// <summary>What became of an append. A refused one took no number.</summary>
/// <param name="Seq">The event's number in its epoch; null when refused.</param>
/// <param name="BlobsDropped">Blobs that found no room; the event says so too.</param>
/// <param name="Refusal">Why, in words for a log; null when taken.</param>
public sealed record AppendReceipt(long? Seq, int BlobsDropped, string? Refusal)
{
    public bool Accepted => Seq is not null;
}

namespace SegEdge.Fleet.Store;

/// <summary>What was new in a batch, and which blobs are whole since.</summary>
/// <param name="NewEvents">Those that nobody had delivered before.</param>
/// <param name="KeptBlobs">Every blob of the batch that is kept as a whole now, new or not; one in parts with its last part.</param>
/// <param name="Broken">Parts that are complete and do not have the hash they promise; they are dropped.</param>
public sealed record AppendOutcome(
    IReadOnlyList<FleetEvent> NewEvents, int NewBlobs, int NewGaps, int NewAudits, IReadOnlyList<KeptBlob> KeptBlobs, IReadOnlyList<KeptBlob> Broken);

namespace SegEdge.Telemetry;

/// <param name="Deleted">Records, blobs counted one by one.</param>
/// <param name="InFlight">Records that were in a reader's hands and so are on their way.</param>
public sealed record EraseOutcome(int Deleted, int InFlight);

namespace SegEdge.Fleet.Simulation;

/// <param name="Lost">On purpose, each named in a gap.</param>
/// <param name="Refused">For want of room: more than the broker took.</param>
/// <param name="Waiting">Records that were not sent, or not confirmed, in time.</param>
/// <param name="Flagged">How long events were made; <paramref name="Whole"/> until all of them had left.</param>
public sealed record TrafficSummary(long Accepted, long Lost, long Refused, long Waiting, long Reconnects, TimeSpan Flagged, TimeSpan Whole);

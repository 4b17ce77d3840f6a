namespace SegEdge.Telemetry;

/// <summary>What no broker would take, and why.</summary>
/// <param name="Utc">When it was set aside, by the wall clock of that time.</param>
public sealed record QuarantinedRecord(string Topic, long Seq, string EventId, string Reason, DateTimeOffset Utc);

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Records that a device named as lost.</summary>
/// <param name="Numbers">As in "7–9, 12, from 20".</param>
/// <param name="Count">Null where nobody can know.</param>
public sealed record DeviceGap(string ReceivedUtc, string Stream, string Reason, string Numbers, long? Count, long Bytes, string? FirstUtc, string? LastUtc, string? Detail);

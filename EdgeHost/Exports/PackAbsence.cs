namespace SegEdge.EdgeHost.Exports;

/// <summary>A blob that an event names and the pack does not have.</summary>
/// <param name="Sha256">Null where the device made none.</param>
internal sealed record PackAbsence(string EventId, string Kind, string? Sha256, string Why);

using SegEdge.Fleet.Store;

namespace SegEdge.EdgeHost.Exports;

/// <summary>What people said about an event, in the order in which they said it, also what was taken back.</summary>
/// <param name="Withheld">Why the verdicts are not here; null where they are.</param>
internal sealed record PackVerdicts(string? Withheld, IReadOnlyList<FleetVerdict> Verdicts);

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>Whether a device's audit records make one chain.</summary>
/// <param name="Loose">Records that follow one that is not here.</param>
/// <param name="Beginnings">Records that follow none.</param>
/// <param name="Broken">Findings; <paramref name="Breaks"/> are the newest of them.</param>
public sealed record DeviceAuditChain(long Records, long Loose, long Beginnings, int Broken, IReadOnlyList<DeviceAuditBreak> Breaks);

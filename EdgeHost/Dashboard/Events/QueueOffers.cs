namespace SegEdge.EdgeHost.Dashboard;

/// <summary>What a hub's filters offer: the values that its events have.</summary>
public sealed record QueueOffers(
    IReadOnlyList<string> Sites, IReadOnlyList<string> Devices, IReadOnlyList<string> Cameras, IReadOnlyList<string> Classes, IReadOnlyList<string> Rules,
    IReadOnlyList<string> Severities, IReadOnlyList<string> Statuses, IReadOnlyList<string> Models);

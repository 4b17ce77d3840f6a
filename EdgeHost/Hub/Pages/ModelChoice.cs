namespace SegEdge.EdgeHost.Hub.Pages;

public sealed record ModelChoice(string Model, string Version, long Flags);

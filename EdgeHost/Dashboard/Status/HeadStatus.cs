namespace SegEdge.EdgeHost.Dashboard;

public sealed record HeadStatus(string Name, IReadOnlyList<ClassStatus> Classes);

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>One segmentation head; its mask has the same place in <see cref="LivePicture.Masks"/>.</summary>
public sealed record LiveHead(string Name, IReadOnlyList<LiveClass> Classes);

namespace SegEdge.EdgeHost.Hub.Pages;

/// <summary>What the filters offer: everything that there ever was, the most flags first.</summary>
public sealed record FleetChoices(IReadOnlyList<CameraChoice> Cameras, IReadOnlyList<ClassChoice> Classes, IReadOnlyList<ModelChoice> Models, IReadOnlyList<HeatChoice> Heats);

namespace SegEdge.Fleet.Analysis;

/// <summary>In how many hours a camera was seen with a model version at an hour of day.</summary>
public readonly record struct CameraHours(int Camera, int Hour, int Version, long Hours);

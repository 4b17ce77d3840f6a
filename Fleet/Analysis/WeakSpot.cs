namespace SegEdge.Fleet.Analysis;

/// <summary>A slice that is clear of the fleet, with all it is weak in, the largest excess first.</summary>
/// <param name="CameraHours">In which it was seen.</param>
public sealed record WeakSpot(Slice Slice, IReadOnlyList<WeakSign> Signs, Tally Tally, long CameraHours);

using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Store;

/// <param name="Records">As the gaps count them; one that cannot know how many adds 0.</param>
/// <param name="Gaps">That name them.</param>
public sealed record DeviceLoss(string Site, string Device, StreamKind Stream, GapReason Reason, long Records, long Gaps);

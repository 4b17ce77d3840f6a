using SegEdge.Camera;

namespace SegEdge.Pipeline;

/// <summary>A frame that the network has run on and nobody has read yet.</summary>
/// <param name="Segmentation">Rented for it; still to be filled.</param>
/// <param name="Seat">Of the model that ran.</param>
/// <param name="Letterbox">Where the picture lay in the model's input.</param>
/// <param name="Outputs">Which set of the network's outputs holds its scores: 0 or 1.</param>
/// <param name="Timings">Of all but the reading.</param>
/// <param name="Age">Since the capture, when the run began.</param>
/// <param name="Stale">Older than its camera's budget already then.</param>
internal readonly record struct NetworkRun(
    CameraFeed Feed, Frame Frame, Segmentation Segmentation, SegmentSeat Seat, Letterbox Letterbox, int Outputs, SegmentationTimings Timings, TimeSpan Age, bool Stale);

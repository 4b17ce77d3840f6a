namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Since start. Received = processed + dropped + failed + in flight.</summary>
/// <param name="CoalitionsLearned">Coalition gradients that the lane of explanations took between questions.</param>
public sealed record CounterStatus(
    long Received, long Processed, long Dropped, long Failed, long InFlight, long Flagged, long Explained, long ExplainSkipped, long CoalitionsLearned);

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Since start. Received = processed + dropped + failed + in flight.</summary>
public sealed record CounterStatus(
    long Received, long Processed, long Dropped, long Failed, long InFlight, long Flagged, long Explained, long ExplainSkipped);

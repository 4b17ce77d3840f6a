namespace SegEdge.EdgeHost.Hub;

/// <param name="First">The revision at which it was new; 0 where it was not new while this hub ran.</param>
internal readonly record struct LiveChange(string EventId, long First, long Revision);

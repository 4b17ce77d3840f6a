namespace SegEdge.EdgeHost.Hub.Pages;

/// <param name="Records">As far as gaps can count them.</param>
public sealed record LossCount(string Stream, string Reason, long Records, long Gaps);

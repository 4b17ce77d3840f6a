namespace SegEdge.EdgeHost.Dashboard;

/// <param name="Detail">Where to, or why not, in words for the operator.</param>
public sealed record BrokerStatus(bool Connected, string Detail);

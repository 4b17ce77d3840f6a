using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What the head of a hub's page says.</summary>
/// <param name="Sites">Whose events it has; an asterisk until it has some.</param>
internal sealed record HubReport(string Name, IReadOnlyList<string> Sites, string Version, BrokerStatus Broker, HealthStatus Health);

using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Dashboard;
using SegEdge.Fleet.Hub;

namespace SegEdge.EdgeHost.Hub;

/// <summary>What a hub's page says about the hub.</summary>
internal sealed class HubSite(SegEdgeOptions options, HubAccounts accounts, QueueCounts counts)
{
    public string Name => options.Hub.Name;

    /// <summary>The running hub; set before anything is served.</summary>
    public SiteHub? Hub { get; set; }

    /// <summary>Whether anybody could sign in. Until then nothing but health and metrics is served.</summary>
    public bool IsOpen => options.Review.Proxy.UserHeader is { Length: > 0 } || !accounts.IsEmpty;

    public HubReport Report()
    {
        var status = Hub!.Status;
        string[] reasons = status.Problem is { } problem ? [problem] : [];
        return new(Name, counts.Offers().Sites, SoftwareVersion.Text, new(status.Connected, options.Mqtt.ToString()),
            new(status.StoreProblem ? HealthState.Unhealthy : status.Connected ? HealthState.Healthy : HealthState.Degraded, reasons));
    }
}

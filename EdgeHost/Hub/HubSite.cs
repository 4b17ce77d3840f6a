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

    /// <summary>Why nobody can come in; null where somebody could. Until then nothing but health and metrics is served.</summary>
    public string? Closed => options.Review.Proxy.UserHeader is { Length: > 0 } || !accounts.IsEmpty ? null
        : NoPasswords ?? "This hub has no accounts yet, so it shows nothing. On its machine: segedge hub users add NAME --role admin --config FILE.";

    /// <summary>Why nobody can sign in with a password, where that is no matter of who it is.</summary>
    public string? NoPasswords => accounts is { IsEmpty: true, Problem: not null } ? "This hub cannot read its file of accounts. Its log says what was found there, and what to do." : null;

    public HubReport Report()
    {
        var status = Hub!.Status;
        string[] reasons = status.Problem is { } problem ? [problem] : [];
        return new(Name, counts.Offers().Sites, SoftwareVersion.Text, new(status.Connected, options.Mqtt.ToString()),
            new(status.StoreProblem ? HealthState.Unhealthy : status.Connected ? HealthState.Healthy : HealthState.Degraded, reasons));
    }
}

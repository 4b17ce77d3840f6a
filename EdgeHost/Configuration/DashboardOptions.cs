using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Where the dashboard and the health endpoints are served: on 127.0.0.1 only, since there is no sign-in yet. Use an SSH tunnel from
/// elsewhere.</summary>
public sealed record DashboardOptions
{
    [Range(1, 65535)]
    public int Port { get; init; } = 8080;
}

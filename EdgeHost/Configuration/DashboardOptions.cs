using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Where the dashboard and the health endpoints are served. There is no sign-in yet: use an SSH tunnel from elsewhere.</summary>
public sealed record DashboardOptions
{
    /// <summary>A loopback address. Any other is refused: there is no sign-in.</summary>
    public string Listen { get; init; } = "127.0.0.1";

    [Range(1, 65535)]
    public int Port { get; init; } = 8080;
}

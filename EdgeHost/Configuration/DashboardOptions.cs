using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Where the dashboard and the health endpoints are served.</summary>
public sealed record DashboardOptions
{
    /// <summary>A loopback address: there is no sign-in yet, so nobody else may look. Use an SSH tunnel from elsewhere.</summary>
    [RegularExpression("127\\.0\\.0\\.1|localhost|::1")]
    public string Host { get; init; } = "127.0.0.1";

    [Range(1, 65535)]
    public int Port { get; init; } = 8080;
}

using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>The review site of a hub: who may use it, and how often a second person is asked.</summary>
public sealed record ReviewOptions
{
    /// <summary>File of <c>segedge hub users</c>. "auto": accounts.json in the hub's folder.</summary>
    [Required]
    public string Accounts { get; init; } = "auto";

    /// <summary>After this long without a request one signs in again.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan Session { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Share of the confirmed events that a second person judges without knowing what the first one said.</summary>
    [Range(0.0, 1.0)]
    public double SecondShare { get; init; } = 0.05;

    /// <summary>Names by which the page is reached besides 127.0.0.1 and localhost, such as that of a reverse proxy.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public ReviewProxyOptions Proxy { get; init; } = new();
}

namespace SegEdge.EdgeHost.Configuration;

/// <summary>A reverse proxy before the review site. With a user header it signs people in; without one it only passes them on.</summary>
public sealed record ReviewProxyOptions
{
    /// <summary>Its addresses; from any other these headers mean nothing.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Header with the user's name. Absent or empty: people sign in here.</summary>
    public string? UserHeader { get; init; }

    /// <summary>Header with viewer, operator or admin.</summary>
    public string? RoleHeader { get; init; }

    /// <summary>Of those for whom the proxy names no role. Empty: they are refused.</summary>
    public string DefaultRole { get; init; } = "viewer";

    /// <summary>File whose first line the proxy sends as <c>X-SegEdge-Proxy</c>. Needed with a user header: any program of the same machine has the proxy's address.</summary>
    public string? SecretFile { get; init; }
}

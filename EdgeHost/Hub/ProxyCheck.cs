using System.Net;
using SegEdge.EdgeHost.Configuration;

namespace SegEdge.EdgeHost.Hub;

/// <summary>Whether a reverse proxy can be believed as it is configured.</summary>
internal static class ProxyCheck
{
    /// <returns>The secret; null where no proxy signs people in.</returns>
    public static string? Read(ReviewProxyOptions proxy, List<string> problems)
    {
        foreach (var address in proxy.Addresses)
            if (!IPAddress.TryParse(address, out _)) problems.Add($"Review:Proxy:Addresses: '{address}' is no IP address, expected one such as 127.0.0.1.");
        if (proxy.DefaultRole.Length > 0 && HubRoles.Of(proxy.DefaultRole) is null) problems.Add($"Review:Proxy:DefaultRole: is '{proxy.DefaultRole}', expected viewer, operator, admin, or nothing.");
        if (proxy.UserHeader is not { Length: > 0 }) return null;
        if (proxy.Addresses.Count == 0) problems.Add("Review:Proxy:UserHeader: is set, but Review:Proxy:Addresses is empty, so nobody may send it. Name the proxy's address.");
        if (proxy.SecretFile is not { Length: > 0 })
        {
            problems.Add("Review:Proxy:SecretFile: is empty while Review:Proxy:UserHeader is set: any program of the proxy's machine could then say who it is. "
                + $"Put a random line into a file, name it here, and have the proxy send it as {ProxySignIn.SecretHeader}.");
            return null;
        }
        try
        {
            if (File.ReadLines(proxy.SecretFile).FirstOrDefault()?.Trim() is { Length: >= 16 } secret) return secret;
            problems.Add($"Review:Proxy:SecretFile: {proxy.SecretFile} has no first line of 16 characters or more.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"Review:Proxy:SecretFile: {proxy.SecretFile} cannot be read: {e.Message}");
        }
        return null;
    }
}

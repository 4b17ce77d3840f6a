using System.Security.Cryptography;
using System.Text;

namespace SegEdge.EdgeHost.Control;

/// <summary>One number for all settings in force, so that the audit chain can prove which they were without telling them.</summary>
internal static class SettingsHash
{
    // A hash of a short password could be found by trying.
    private static readonly string[] Secrets = ["password", "secret", "token"];

    /// <returns>SHA-256 in hex over the lines <c>key=value</c> in the order of their keys, in lower case, defaults included, without secrets and logging.</returns>
    public static string Of(IConfiguration configuration)
    {
        var lines = from setting in configuration.AsEnumerable()
                    let key = setting.Key.ToLowerInvariant()
                    where setting.Value is not null && !key.StartsWith("logging:", StringComparison.Ordinal) && !Secrets.Any(key.Contains)
                    orderby key, setting.Value
                    select $"{key}={setting.Value}\n";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Order(StringComparer.Ordinal)))));
    }
}

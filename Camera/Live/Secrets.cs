using System.Text.RegularExpressions;

namespace SegEdge.Camera.Live;

/// <summary>Takes user names and passwords out of every text that leaves this process: what a camera program prints, messages, names.</summary>
public sealed partial class Secrets
{
    private const string Hidden = "***";

    private readonly string[] _known;

    /// <param name="source">As configured; what it holds of a login is hidden wherever it turns up.</param>
    public Secrets(string source)
    {
        var login = SourceLogin().Match(source) is { Success: true } match ? match.Groups["login"].Value : "";
        var password = login.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? login[(colon + 1)..] : "";
        // Also as a program prints them after it decoded them. The longest first, so that none leaves a rest of another.
        _known = [.. new[] { login, password, Uri.UnescapeDataString(login), Uri.UnescapeDataString(password) }
            .Where(text => text.Length > 0).Distinct().OrderByDescending(text => text.Length)];
    }

    /// <summary>The same text with every login and password replaced.</summary>
    public string Hide(string text)
    {
        foreach (var secret in _known) text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        return Parameter().Replace(Login().Replace(text, m => $"{m.Groups["scheme"].Value}{Hidden}@"), m => $"{m.Groups["name"].Value}={Hidden}");
    }

    /// <summary>The same for a text about which nothing is known beforehand.</summary>
    public static string HideIn(string text) => new Secrets(text).Hide(text);

    // A source is nothing but that, so what stands before the host is the login, whatever it holds.
    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://(?<login>[^/]*)@", RegexOptions.IgnoreCase)]
    private static partial Regex SourceLogin();

    // Up to the last @ before the path: a password that was not percent-encoded may hold one.
    [GeneratedRegex(@"(?<scheme>[a-z][a-z0-9+.-]*://)(?<login>[^/\s]*)@", RegexOptions.IgnoreCase)]
    private static partial Regex Login();

    // Some cameras take the login in the path or query: /user=admin&password=secret&channel=1
    [GeneratedRegex(@"(?<name>pass(word|wd)?|pwd|token|secret)=[^&/\s'""]*", RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();
}

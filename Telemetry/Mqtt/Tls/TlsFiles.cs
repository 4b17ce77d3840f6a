using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegEdge.Telemetry;

/// <summary>The certificates of <see cref="MqttTlsOptions"/>, read, and held against each other and the clock.</summary>
public sealed class TlsFiles
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // Time to order, make and carry a new certificate to a machine in a field.
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(30);

    private readonly List<string> _problems = [], _warnings = [];

    private TlsFiles(MqttTlsOptions options, DateTimeOffset now)
    {
        ReadAuthorities(options.CaFile, now);
        if (options.CertificateFile is { Length: > 0 } certificate && options.KeyFile is { Length: > 0 } key) ReadClient(certificate, key, now);
        else if (options.CertificateFile is { Length: > 0 } || options.KeyFile is { Length: > 0 })
            _problems.Add("Mqtt:Tls: CertificateFile and KeyFile belong together; one of them is missing. 'segedge keys device' makes both.");
    }

    /// <summary>Whom to trust; empty for the operating system's authorities.</summary>
    public X509Certificate2Collection Authorities { get; } = [];

    /// <summary>With its private key; null where none is configured or it cannot be used.</summary>
    public X509Certificate2? Client { get; private set; }

    /// <summary>What keeps the link from being made, each with its next step.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What will, or what is unwise.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public static TlsFiles Read(MqttTlsOptions options, DateTimeOffset now) => new(options, now);

    private void ReadAuthorities(string? path, DateTimeOffset now)
    {
        if (path is not { Length: > 0 }) return;
        const string Where = "Mqtt:Tls:CaFile";
        if (!Try(Where, path, "Copy the site's ca.pem there ('segedge keys ca' makes one).", () => Authorities.ImportFromPemFile(path))) return;
        if (Authorities.Count == 0) _problems.Add($"{Where}: {path} holds no certificate, expected PEM text with 'BEGIN CERTIFICATE'.");
        foreach (var authority in Authorities)
        {
            if (authority.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
                _problems.Add($"{Where}: {path} holds '{authority.Subject}', which is no certificate authority. Give the ca.pem of the site.");
            CheckTime(Where, path, authority, now, "Make a new one with 'segedge keys ca' and give it to broker and devices.");
        }
    }

    private void ReadClient(string path, string keyPath, DateTimeOffset now)
    {
        const string Where = "Mqtt:Tls:CertificateFile", KeyWhere = "Mqtt:Tls:KeyFile", Step = "'segedge keys device' makes both.";
        X509Certificate2? certificate = null;
        if (!Try(Where, path, Step, () => certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path)))) return;
        CheckTime(Where, path, certificate!, now, "Make a new one with 'segedge keys device'.");
        if (certificate!.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } usage
            && !usage.EnhancedKeyUsages.Cast<Oid>().Any(o => o.Value == ClientAuthentication))
            _problems.Add($"{Where}: {path} ('{certificate.Subject}') is not for clients: its extended key usage lacks clientAuth. {Step}");

        var key = "";
        if (!Try(KeyWhere, keyPath, Step, () => key = File.ReadAllText(keyPath))) return;
        CheckMode(keyPath);
        try
        {
            Client = X509Certificate2.CreateFromPem(File.ReadAllText(path), key);
        }
        // The key's text must not get into the message.
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            _problems.Add($"{KeyWhere}: {keyPath} is not the key of {path}, or no unencrypted PEM key. Expected the pair that was made together. {Step}");
        }
        if (Authorities.Count > 0 && !IsIssuedHere(certificate))
            _warnings.Add($"{Where}: {path} was issued by '{certificate.Issuer}', which is not in CaFile. A broker of this site will refuse it.");
    }

    private bool IsIssuedHere(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.Build(certificate);
        return !chain.ChainStatus.Any(s => s.Status.HasFlag(X509ChainStatusFlags.UntrustedRoot) || s.Status.HasFlag(X509ChainStatusFlags.PartialChain));
    }

    private void CheckTime(string where, string path, X509Certificate2 certificate, DateTimeOffset now, string step)
    {
        DateTimeOffset from = certificate.NotBefore, to = certificate.NotAfter;
        if (now > to) _problems.Add($"{where}: {path} ('{certificate.Subject}') expired at {to.UtcDateTime:u}; it is {now.UtcDateTime:u} now. {step}");
        else if (now < from)
            _problems.Add($"{where}: {path} ('{certificate.Subject}') is valid from {from.UtcDateTime:u}; it is {now.UtcDateTime:u} here. Set this machine's clock.");
        else if (to - now < WarnBefore)
            _warnings.Add($"{where}: {path} ('{certificate.Subject}') expires in {(to - now).TotalDays:0} days, at {to.UtcDateTime:u}. {step}");
    }

    private void CheckMode(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
            _problems.Add($"Mqtt:Tls:KeyFile: {path} can be read or written by every user of this machine (mode {Octal(mode)}), expected 600. Run: chmod 600 '{path}'");
        // A group of the service's own is how secrets are mounted in some systems.
        else if ((mode & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite)) != 0)
            _warnings.Add($"Mqtt:Tls:KeyFile: {path} can be read by its group (mode {Octal(mode)}). Unless that is meant, run: chmod 600 '{path}'");
    }

    private bool Try(string where, string path, string step, Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _problems.Add($"{where}: {path}: no such file. {step}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{where}: {path} cannot be read: {e.Message} Let the service's user read it.");
        }
        catch (CryptographicException)
        {
            _problems.Add($"{where}: {path} holds no certificate in PEM form, expected text with 'BEGIN CERTIFICATE'. {step}");
        }
        return false;
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode & 0x1ff, 8);
}

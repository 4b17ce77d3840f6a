using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegEdge.EdgeHost.Security;

/// <summary>What a PEM file holds, for a person; never the key itself.</summary>
internal static class KeyReport
{
    /// <exception cref="UsageException">Neither a certificate nor a P-256 key.</exception>
    public static IEnumerable<string> Of(string path, DateTimeOffset now)
    {
        if (!File.Exists(path)) throw new UsageException($"{path}: no such file.");
        if (File.ReadAllText(path).Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            var certificates = new X509Certificate2Collection();
            try { certificates.ImportFromPemFile(path); }
            catch (CryptographicException e) { throw new UsageException($"{path}: no readable certificate: {e.Message}"); }
            return certificates.SelectMany(c => Of(c, now));
        }
        using var key = SigningKey.Read(path);
        return
        [
            $"{(key.IsPrivate ? "private" : "public")} key   EC P-256",
            $"key id        {key.Id}",
            .. key.IsPrivate && !OperatingSystem.IsWindows() ? [$"mode          {Convert.ToString((int)File.GetUnixFileMode(path) & 0x1ff, 8)}"] : Array.Empty<string>(),
        ];
    }

    private static IEnumerable<string> Of(X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTimeOffset from = certificate.NotBefore, to = certificate.NotAfter;
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())));
        var usages = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(e => e.EnhancedKeyUsages.Cast<Oid>()).Select(UsageOf);
        var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority);
        yield return $"certificate   {certificate.Subject}";
        yield return $"issued by     {certificate.Issuer}";
        yield return $"for           {string.Join(", ", isAuthority ? ["certificate authority"] : usages.Concat(names))}";
        yield return string.Create(CultureInfo.InvariantCulture, $"valid         {from.UtcDateTime:u} to {to.UtcDateTime:u} ({Left(from, to, now)})");
        yield return $"serial        {certificate.SerialNumber}";
        yield return $"sha256        {Convert.ToHexStringLower(certificate.GetCertHash(HashAlgorithmName.SHA256))}";
    }

    private static string Left(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        now > to ? "expired" : now < from ? "not yet valid" : $"{(to - now).TotalDays:0} days left";

    private static string UsageOf(Oid oid) => oid.Value switch
    {
        "1.3.6.1.5.5.7.3.1" => "servers",
        "1.3.6.1.5.5.7.3.2" => "clients",
        var other => other ?? "?",
    };
}

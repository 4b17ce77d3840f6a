using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegEdge.EdgeHost.Security;

/// <summary>The certificate authority of a site: makes the certificates by which broker, hub and devices know each other. EC P-256, SHA-256.</summary>
internal sealed class SiteAuthority : IDisposable
{
    public const string CertificateName = "ca.pem", KeyName = "ca.key";

    // X.520, ub-common-name: longer ones are refused by many readers.
    private const int MostInName = 64;

    // A clock that is a little behind must not find a new certificate "not valid yet".
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _certificate; // with its key

    private SiteAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>Without the key.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <param name="days">From <paramref name="now"/>; every certificate ends with it at the latest.</param>
    /// <exception cref="UsageException">One of the files exists.</exception>
    public static SiteAuthority Create(DirectoryInfo folder, string site, int days, DateTimeOffset now)
    {
        var (path, keyPath) = (Path.Combine(folder.FullName, CertificateName), Path.Combine(folder.FullName, KeyName));
        NewFile.Refuse(path, keyPath);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Named($"SegEdge CA {site}"), key, HashAlgorithmName.SHA256);
        // No authority below this one: path length 0.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var certificate = request.CreateSelfSigned(now - Backdate, now.AddDays(days));
        folder.Create();
        NewFile.WritePrivate(keyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        var authority = new SiteAuthority(certificate);
        NewFile.Write(path, authority.CertificatePem);
        return authority;
    }

    /// <exception cref="UsageException">There is none, it cannot be read, or it has expired.</exception>
    public static SiteAuthority Open(DirectoryInfo folder)
    {
        var (path, keyPath) = (Path.Combine(folder.FullName, CertificateName), Path.Combine(folder.FullName, KeyName));
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
            if (DateTimeOffset.UtcNow <= certificate.NotAfter) return new SiteAuthority(certificate);
            throw new UsageException($"{path} expired at {certificate.NotAfter.ToUniversalTime():u}. Make a new authority with 'segedge keys ca', and with it new certificates.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{folder.FullName}: no {CertificateName} with {KeyName} in it. Make them with 'segedge keys ca --out {folder.FullName} --site SITE'.");
        }
        catch (CryptographicException e)
        {
            throw new UsageException($"{path}, {keyPath}: no certificate with its key: {e.Message} Give the folder that 'segedge keys ca' wrote.");
        }
    }

    /// <param name="name">Common name.</param>
    /// <param name="hosts">DNS names or addresses of a server.</param>
    /// <param name="days">From <paramref name="now"/>, and never beyond the authority's own end.</param>
    /// <returns>PEM of the certificate and of its new private key.</returns>
    public (X509Certificate2 Certificate, string Pem, string KeyPem) Issue(CertificateRole role, string name, IReadOnlyList<string> hosts, int days, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Named(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // Apart, so that a device's certificate cannot play the broker.
        var usage = role == CertificateRole.Server ? new Oid("1.3.6.1.5.5.7.3.1", "serverAuth") : new Oid("1.3.6.1.5.5.7.3.2", "clientAuth");
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([usage], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (hosts.Count > 0) request.CertificateExtensions.Add(NamesOf(hosts));
        DateTimeOffset start = now - Backdate, end = now.AddDays(days);
        // A certificate lies within the life of its authority; to some readers it is malformed if it does not.
        DateTimeOffset first = _certificate.NotBefore, last = _certificate.NotAfter;
        var certificate = request.Create(_certificate, start < first ? first : start, end < last ? end : last, Serial());
        return (certificate, certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose() => _certificate.Dispose();

    private static X500DistinguishedName Named(string name)
    {
        if (name.Length > MostInName)
            throw new UsageException($"'{name}' has {name.Length} characters; a certificate's name takes {MostInName}. Use shorter ids.");
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        return builder.Build();
    }

    private static X509Extension NamesOf(IReadOnlyList<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        return names.Build();
    }

    // RFC 5280, 4.1.2.2: positive, at most 20 bytes; 16 random ones never meet again.
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }
}

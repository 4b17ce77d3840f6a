using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace SegEdge.Telemetry;

/// <summary>Whether a broker is the one that was meant: issued by a trusted authority, for servers, for this name, valid now.</summary>
/// <param name="authorities">Nobody else is trusted; empty for those of the operating system.</param>
internal sealed class ServerTrust(X509Certificate2Collection authorities, string name, string? caFile)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>A broker has shown a certificate.</summary>
    public bool Asked { get; private set; }

    /// <summary>Why it was not accepted; null if it was.</summary>
    public string? Refusal { get; private set; }

    public bool Accept(MqttClientCertificateValidationEventArgs offered)
    {
        Asked = true;
        Refusal = offered.Certificate is null
            ? "it shows no certificate. Expected a TLS broker with one"
            : Judge(offered.Certificate as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(offered.Certificate.GetRawCertData()), offered.Chain);
        return Refusal is null;
    }

    /// <returns>Null: accepted.</returns>
    private string? Judge(X509Certificate2 certificate, X509Chain? offered)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true; // a link in a field has nobody to ask
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (offered is not null) policy.ExtraStore.AddRange(offered.ChainPolicy.ExtraStore);
        if (authorities.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }
        if (!chain.Build(certificate)) return Explain(certificate, chain.ChainStatus);
        return certificate.MatchesHostname(name, allowCommonName: false)
            ? null
            : $"its certificate is for {NamesOf(certificate)}, expected '{name}'. Correct Mqtt:Host, or set Mqtt:Tls:ServerName to a name of the certificate";
    }

    private string Explain(X509Certificate2 certificate, X509ChainStatus[] found)
    {
        var flags = found.Aggregate(X509ChainStatusFlags.NoError, (all, s) => all | s.Status);
        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
            return $"its certificate '{certificate.Subject}' was issued by '{certificate.Issuer}', which is not in "
                + (authorities.Count > 0 ? $"{caFile}. If this is the right broker, give the ca.pem of its site in Mqtt:Tls:CaFile"
                    : "the operating system's list. Give the site's ca.pem in Mqtt:Tls:CaFile");
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return $"its certificate '{certificate.Subject}', or its CA's, is not valid now: {certificate.NotBefore.ToUniversalTime():u} to "
                + $"{certificate.NotAfter.ToUniversalTime():u}, and here it is {DateTime.UtcNow:u}. Renew it with 'segedge keys server', or set this machine's clock";
        if (flags.HasFlag(X509ChainStatusFlags.NotValidForUsage))
            return $"its certificate '{certificate.Subject}' is not for servers. Make one with 'segedge keys server'";
        return $"its certificate '{certificate.Subject}' cannot be trusted: {string.Join(" ", found.Select(s => s.StatusInformation.Trim()))}";
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).ToArray();
        return names.Length == 0 ? $"no host ('{certificate.Subject}')" : string.Join(", ", names.Select(n => $"'{n}'"));
    }
}

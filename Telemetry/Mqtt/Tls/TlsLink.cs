using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MQTTnet;

namespace SegEdge.Telemetry;

/// <summary>The TLS of one connection: whom it trusts, who it says it is, and why it refused. The files are read anew for each, so that a renewed
/// certificate is used without a restart.</summary>
public sealed partial class TlsLink
{
    private readonly TlsFiles _files;
    private readonly ServerTrust _trust;

    private TlsLink(MqttOptions options)
    {
        _files = TlsFiles.Read(options.Tls, DateTimeOffset.UtcNow);
        if (_files.Problems.Count > 0) throw new BrokerException(string.Join(" ", _files.Problems));
        ServerName = options.Tls.ServerName is { Length: > 0 } name ? name : options.Host;
        _trust = new ServerTrust(_files.Authorities, ServerName, options.Tls.CaFile);
    }

    public string ServerName { get; }

    /// <returns>Null where TLS is off.</returns>
    /// <exception cref="BrokerException">A file cannot be used; names it, and the next step.</exception>
    public static TlsLink? Open(MqttOptions options) => options.Tls.Enabled ? new TlsLink(options) : null;

    public void Apply(MqttClientOptionsBuilder builder) => builder.WithTlsOptions(tls =>
    {
        tls.UseTls()
            .WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13)
            .WithTargetHost(ServerName)
            .WithRevocationMode(X509RevocationMode.NoCheck)
            .WithCertificateValidationHandler(_trust.Accept);
        if (_files.Client is not { } client) return;
        tls.WithClientCertificates([client]);
        // Whatever issuers the broker names: one that does not know ours should say so, and not hear that we had none.
        tls.WithCertificateSelectionHandler(_ => client);
    });

    /// <summary>Why no link came about, where it is TLS that kept it from it.</summary>
    /// <param name="found">What the network or TLS said.</param>
    /// <remarks>A broker that refuses a certificate says so in an alert, which the end of the connection often overtakes: then all that arrives is
    /// a reset, and the words here name what it was most likely about.</remarks>
    public string Explain(string found)
    {
        if (_trust.Refusal is { } refusal) return refusal;
        if (!_trust.Asked) return $"no TLS there ({found}). Expected a port with TLS, usually 8883; correct Mqtt:Port, or the broker's listener";
        var alert = Alert().Match(found) is { Success: true } word ? $"TLS alert '{word.Groups[1].Value.Trim()}'" : $"no answer but: {found}";
        return _files.Client is { } client
            ? $"most likely it refused this device's certificate '{client.Subject}', issued by '{client.Issuer}' ({alert}). Make one of the broker's own CA with "
                + "'segedge keys device', or see the broker's log"
            : $"most likely it asks for a certificate, and none is configured ({alert}). Make one with 'segedge keys device' and name it in Mqtt:Tls:CertificateFile "
                + "and KeyFile";
    }

    // As in OpenSSL's "error:0A000418:SSL routines::tlsv1 alert unknown ca".
    [GeneratedRegex("alert ([a-z ]+)")]
    private static partial Regex Alert();
}

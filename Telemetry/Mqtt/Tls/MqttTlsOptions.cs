namespace SegEdge.Telemetry;

/// <summary>TLS 1.2 or 1.3 to the broker, with a certificate of our own where it asks for one. No setting accepts a certificate that cannot be
/// verified.</summary>
/// <remarks>Revocation is not asked for over the network: a vehicle is offline for hours, and an answer that can be blocked protects from nobody.
/// What revokes a device is the broker's own list (crlfile), and certificates that live for a year.</remarks>
public sealed record MqttTlsOptions
{
    public bool Enabled { get; init; }

    /// <summary>PEM with the CA, or several, that the broker's certificate must come from; then no other is trusted. Empty: those of the operating
    /// system.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM with this device's certificate; needs <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM with the certificate's private key, unencrypted and readable by the service alone.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The name that the broker's certificate must carry; empty takes <see cref="MqttOptions.Host"/>.</summary>
    public string? ServerName { get; init; }
}

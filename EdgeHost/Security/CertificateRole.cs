namespace SegEdge.EdgeHost.Security;

/// <summary>Who a certificate speaks for.</summary>
internal enum CertificateRole
{
    /// <summary>A device: client, name <c>site/device</c>.</summary>
    Device,

    /// <summary>The hub of a site: client, name <c>hub</c>.</summary>
    Hub,

    /// <summary>A broker: server, with its host names.</summary>
    Server,
}

namespace SegEdge.Telemetry;

/// <summary>Whether the device signs its audit chain.</summary>
public sealed record AuditOptions
{
    /// <summary>The device's private key on P-256 (PEM): its signature over the chain goes into it at each start and once a day. Absent or empty: none.</summary>
    public string? HeadKeyFile { get; init; }
}

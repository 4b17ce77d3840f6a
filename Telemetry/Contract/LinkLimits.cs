namespace SegEdge.Telemetry.Contract;

/// <summary>What limits the way out of this device in this connection.</summary>
public sealed record LinkLimits
{
    /// <summary>Bytes of one MQTT packet: the smaller of the broker's and the device's own limit.</summary>
    public required long MaxPacket { get; init; }

    /// <summary>Publishes in flight at once.</summary>
    public required int Window { get; init; }

    /// <summary>Bytes the outbox may hold before it evicts.</summary>
    public required long CapBytes { get; init; }
}

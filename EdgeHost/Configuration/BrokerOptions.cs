using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>The broker inside this process: for one box and for tests. It listens on loopback only, since it asks nobody who they are.</summary>
public sealed record BrokerOptions
{
    /// <summary>False when Mqtt:Host names another broker.</summary>
    public bool Embedded { get; init; } = true;

    /// <summary>A loopback address. Any other is refused: this broker asks nobody who they are.</summary>
    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>MQTT over TCP; MQTT over WebSocket is at /mqtt of the dashboard.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 1883;
}

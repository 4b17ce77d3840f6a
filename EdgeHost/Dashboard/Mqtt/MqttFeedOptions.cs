using MQTTnet;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Which broker the archive listens to.</summary>
public sealed record MqttFeedOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Unique per broker: a second client of the same name throws the first one out.</summary>
    public required string ClientId { get; init; }

    /// <summary>TLS, credentials and the like, applied last.</summary>
    public Action<MqttClientOptionsBuilder>? Configure { get; init; }
}

using System.Net;
using MQTTnet.AspNetCore;
using MQTTnet.Server;
using MQTTnet.Server.Internal.Adapter;

namespace SegEdge.EdgeHost.Broker;

/// <summary>An MQTT broker in this process: TCP on loopback, WebSocket at /mqtt of the dashboard. For one box and for tests: its queues are in
/// memory and it asks nobody who they are.</summary>
internal sealed class EmbeddedBroker : IAsyncDisposable
{
    private readonly MqttServer _server;
    private long _published;

    public EmbeddedBroker(int port)
    {
        var options = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .WithDefaultEndpointPort(port)
            .Build();
        _server = new MqttServerFactory().CreateMqttServer(options, [new MqttTcpServerAdapter(), WebSockets]);
        _server.InterceptingPublishAsync += _ =>
        {
            Interlocked.Increment(ref _published);
            return Task.CompletedTask;
        };
        _server.ValidatingConnectionAsync += connecting =>
        {
            // MQTT 5, section 3.1.3.1: a client without a name gets one.
            if (string.IsNullOrEmpty(connecting.ClientId)) connecting.AssignedClientIdentifier = $"auto-{Ulid.NewUlid()}";
            return Task.CompletedTask;
        };
    }

    /// <summary>Takes WebSocket connections from the web server.</summary>
    public MqttConnectionHandler WebSockets { get; } = new();

    /// <summary>Messages that clients have published.</summary>
    public long Published => Interlocked.Read(ref _published);

    public Task StartAsync() => _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync().ConfigureAwait(false);
        _server.Dispose();
        WebSockets.Dispose();
    }
}

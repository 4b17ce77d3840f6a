using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Telemetry.Contract;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Mqtt;

/// <summary>A consumer: subscribes to one device or to everything, keeps what arrives, asks the way a test thinks.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentQueue<MqttApplicationMessage> _heard = [];

    public IReadOnlyList<MqttApplicationMessage> Heard => [.. _heard];

    public static async Task<Listener> StartAsync(int port, string filter = "segedge/#", string? clientId = null)
    {
        var listener = new Listener();
        listener._client.ApplicationMessageReceivedAsync += e =>
        {
            // The payload is on loan from MQTTnet's receive buffer.
            e.ApplicationMessage.Payload = new(e.ApplicationMessage.Payload.ToArray());
            listener._heard.Enqueue(e.ApplicationMessage);
            return Task.CompletedTask;
        };
        var options = new MqttClientOptionsBuilder().WithBroker("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId(clientId ?? Ulid.NewUlid().ToString()).WithCleanStart(clientId is null).WithSessionExpiryInterval(3600);
        // MQTTnet waits for ever under a caller's token.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Eventually.Patience);
        await listener._client.ConnectAsync(options.Build(), patience.Token);
        var subscribe = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce).Build();
        await listener._client.SubscribeAsync(subscribe, patience.Token);
        return listener;
    }

    public MqttApplicationMessage[] Of(TopicKind kind) =>
        [.. _heard.Where(message => Topics.TryParse(message.Topic, out var address) && address.Kind == kind)];

    public ConnectionMessage[] Connections => [.. Of(TopicKind.Connection).Select(m => Read(m, TelemetryJson.Default.ConnectionMessage))];

    public EventMessage[] Events => [.. Of(TopicKind.Event).Select(m => Read(m, TelemetryJson.Default.EventMessage))];

    public Task HearsAsync(TopicKind kind, int count = 1) =>
        Eventually.TrueAsync(() => Of(kind).Length >= count, $"{count} messages on {kind} (heard "
            + $"{string.Join(", ", _heard.Select(m => m.Topic))})");

    public Task HearsAsync(ConnectionState state, long session = 0) => Eventually.TrueAsync(
        () => Connections.Any(c => c.State == state && c.Session >= session),
        $"connection {state} (heard {string.Join(", ", Connections.Select(c => c.State))})");

    public Task PublishRetainedAsync(string topic, string body) => _client.PublishStringAsync(
        topic, body, MqttQualityOfServiceLevel.AtLeastOnce, retain: true, TestContext.Current.CancellationToken);

    public static T Read<T>(MqttApplicationMessage message, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(message.Payload.ToArray(), type)!;

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}

using System.Text;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Tests.Hub;

/// <summary>Says at a broker whatever a test wants said.</summary>
internal sealed class HandPublisher : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    public static async Task<HandPublisher> StartAsync(int port)
    {
        var publisher = new HandPublisher();
        await publisher._client.ConnectAsync(new MqttClientOptionsBuilder().WithBroker("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).Build(), TestContext.Current.CancellationToken);
        return publisher;
    }

    public Task EventAsync(EventMessage card) =>
        SayAsync($"segedge/v1/{card.Site}/{card.Device}/event/{card.Frame.Camera}", JsonSerializer.SerializeToUtf8Bytes(card, TelemetryJson.Default.EventMessage));

    public Task SayAsync(string topic, string body) => SayAsync(topic, Encoding.UTF8.GetBytes(body));

    public Task SayAsync(string topic, byte[] body, params (string Name, string Value)[] properties) => SayAsync(topic, body, null, properties);

    public Task SayAsync(string topic, byte[] body, string? contentType, params (string Name, string Value)[] properties)
    {
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(body).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (contentType is not null) message.WithContentType(contentType);
        foreach (var (name, value) in properties) message.WithUserProperty(name, Encoding.UTF8.GetBytes(value));
        return _client.PublishAsync(message.Build(), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}

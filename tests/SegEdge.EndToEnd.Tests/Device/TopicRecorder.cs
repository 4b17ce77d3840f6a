using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Device;

/// <summary>A subscriber that keeps all that it hears.</summary>
internal sealed class TopicRecorder : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly ConcurrentQueue<Heard> _heard = [];

    public IReadOnlyList<Heard> All => [.. _heard];

    public static async Task<TopicRecorder> ListenAsync(int port)
    {
        var recorder = new TopicRecorder();
        recorder._client.ApplicationMessageReceivedAsync += e =>
        {
            var message = e.ApplicationMessage;
            recorder._heard.Enqueue(new Heard(message.Topic, message.ContentType, message.Payload.ToArray(),
                (message.UserProperties ?? []).ToDictionary(p => p.Name, p => Encoding.UTF8.GetString(p.ValueBuffer.Span))));
            return Task.CompletedTask;
        };
        var options = new MqttClientOptionsBuilder().WithBroker("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).Build();
        await recorder._client.ConnectAsync(options, TestContext.Current.CancellationToken);
        await recorder._client.SubscribeAsync("segedge/#", MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        return recorder;
    }

    /// <summary>The first message that fits, waited for.</summary>
    public async Task<Heard> HearAsync(Func<Heard, bool> wanted, string what)
    {
        Heard? found = null;
        await Eventually.TrueAsync(() => (found = _heard.FirstOrDefault(wanted)) is not null, what);
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        _client.Dispose();
    }
}

/// <summary>One message as it came.</summary>
internal sealed record Heard(string Topic, string? ContentType, byte[] Body, IReadOnlyDictionary<string, string> Properties)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

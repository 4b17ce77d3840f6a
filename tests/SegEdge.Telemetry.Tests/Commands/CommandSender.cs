using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using SegEdge.Telemetry.Contract;
using SegEdge.Telemetry.Tests.Mqtt;
using SegEdge.Testing;

namespace SegEdge.Telemetry.Tests.Commands;

/// <summary>An operator at a broker: sends commands and waits for the answers of one device.</summary>
internal sealed class CommandSender : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    private CommandSender(Operator who, DeviceIdentity device, Listener answers) => (Who, Device, Answers) = (who, device, answers);

    public Operator Who { get; }

    public DeviceIdentity Device { get; }

    public Listener Answers { get; }

    public static async Task<CommandSender> StartAsync(int port, Operator who, DeviceIdentity device)
    {
        var sender = new CommandSender(who, device, await Listener.StartAsync(port));
        await sender._client.ConnectAsync(
            new MqttClientOptionsBuilder().WithBroker("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).Build(),
            TestContext.Current.CancellationToken);
        return sender;
    }

    public Task<CommandResult> AskAsync(CommandName name, JsonNode? args = null) => AskAsync(name, Who.Sign(name, args, Device));

    /// <param name="change">Of a message as it should be.</param>
    public async Task<CommandResult> AskAsync(CommandName name, byte[] body, Action<MqttApplicationMessage>? change = null) =>
        Listener.Read(await AskRawAsync(name, body, change), TelemetryJson.Default.CommandResult);

    public async Task<MqttApplicationMessage> AskRawAsync(CommandName name, byte[] body, Action<MqttApplicationMessage>? change = null)
    {
        var correlation = Guid.NewGuid().ToByteArray();
        var message = new MqttApplicationMessage
        {
            Topic = Device.Topics.Command(name),
            Payload = new(body),
            ContentType = ContentTypes.Jose,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            MessageExpiryInterval = 30,
            ResponseTopic = Device.Topics.CommandResult("test-desk"),
            CorrelationData = correlation,
        };
        change?.Invoke(message);
        await _client.PublishAsync(message, TestContext.Current.CancellationToken);
        MqttApplicationMessage? answer = null;
        await Eventually.TrueAsync(
            () => (answer = Answers.Of(TopicKind.CommandResult).FirstOrDefault(heard => heard.CorrelationData.AsSpan().SequenceEqual(message.CorrelationData))) is not null,
            $"an answer to {name}");
        return answer!;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Answers.DisposeAsync();
    }
}

using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MQTTnet;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>The retained <c>connection</c> of one session: announces it, watches what the broker holds, corrects it.</summary>
/// <remarks>A delayed will of an earlier link can arrive after our <c>online</c> and would then stand for ever.</remarks>
internal sealed class Presence(DeviceIdentity identity, MqttMessages messages, long session, TimeProvider time, ILogger log)
{
    // A second client of this id would answer each correction with its own: never more often than this.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wrong =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile ConnectionMessage? _said;

    public MqttApplicationMessage Will => messages.Connection(Message(ConnectionState.Broken));

    public async Task SayAsync(ConnectionState state, MqttSession link, CancellationToken cancellation)
    {
        var said = Message(state);
        _said = said;
        await link.PublishAsync(messages.Connection(said), cancellation);
    }

    /// <summary>Takes what arrived on the own topic; called by MQTTnet's receiver, so it only takes a note.</summary>
    public Task Hear(MqttApplicationMessage message)
    {
        if (message.Topic == identity.Topics.Connection && _said is { } said && !Same(message, said)) _wrong.Writer.TryWrite(true);
        return Task.CompletedTask;
    }

    public async Task CorrectAsync(MqttSession link, CancellationToken cancellation)
    {
        await foreach (var _ in _wrong.Reader.ReadAllAsync(cancellation))
        {
            if (_said is not { State: ConnectionState.Online }) continue;
            PublisherLog.Corrected(log, identity.Topics.Connection);
            await SayAsync(ConnectionState.Online, link, cancellation);
            await Task.Delay(Calm, time, cancellation);
        }
    }

    private ConnectionMessage Message(ConnectionState state) =>
        new() { State = state, BootId = identity.BootId, Session = session, Utc = time.GetUtcNow() };

    private static bool Same(MqttApplicationMessage message, ConnectionMessage said)
    {
        try
        {
            var found = JsonSerializer.Deserialize(message.Payload.ToArray(), TelemetryJson.Default.ConnectionMessage);
            return found is not null && (found.State, found.BootId, found.Session) == (said.State, said.BootId, said.Session);
        }
        catch (JsonException)
        {
            return false; // expected: a cleared or foreign value is wrong too
        }
    }
}

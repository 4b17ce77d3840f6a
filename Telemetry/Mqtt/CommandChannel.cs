using System.Threading.Channels;
using MQTTnet;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>The command topics of one device: takes what arrives off the receiver's hands, has it run, and publishes the answer.</summary>
internal sealed class CommandChannel(DeviceIdentity identity, CommandDesk desk, MqttMessages messages)
{
    // Of a flood the first ones count; the sender of a lost command gets no answer and sends it again.
    private readonly Channel<CommandEnvelope> _waiting =
        Channel.CreateBounded<CommandEnvelope>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Called by MQTTnet's receiver, so it only takes a note.</summary>
    public void Hear(MqttApplicationMessage message)
    {
        if (Topics.TryParse(message.Topic, out var address) && address.Kind == TopicKind.Command
            && (address.Site, address.Device) == (identity.Site, identity.Device))
            _waiting.Writer.TryWrite(CommandEnvelope.Of(message, address.Name!));
    }

    /// <summary>Runs until the session ends.</summary>
    public async Task RunAsync(MqttSession session, CancellationToken cancellation)
    {
        await foreach (var envelope in _waiting.Reader.ReadAllAsync(cancellation))
        {
            var result = await desk.RunAsync(envelope, cancellation);
            var answer = messages.Result(envelope, CommandGuard.ClaimedKey(envelope.Body), result);
            // A command that was done is done, whether or not the answer gets through.
            if (PacketSize.Of(answer) <= session.MaxPacket) await session.PublishAsync(answer, cancellation);
        }
    }
}

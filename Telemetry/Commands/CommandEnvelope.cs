using System.Buffers;
using MQTTnet;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>A message on a command topic, as far as it is looked at; a copy, since the payload is on loan from the receiver.</summary>
/// <param name="Name">The last level of its topic.</param>
/// <param name="Body">Null where it is too large to be looked at.</param>
/// <param name="ExpiryS">Null where the message would never expire.</param>
public sealed record CommandEnvelope(
    string Name, byte[]? Body, string? ContentType, bool Retained, uint? ExpiryS, string? ResponseTopic, byte[]? CorrelationData)
{
    internal static CommandEnvelope Of(MqttApplicationMessage message, string name) => new(
        name,
        message.Payload.Length <= Jws.MostBytes ? message.Payload.ToArray() : null,
        message.ContentType,
        message.Retain,
        message.MessageExpiryInterval is 0 ? null : message.MessageExpiryInterval,
        message.ResponseTopic,
        message.CorrelationData);

    /// <summary>Where the answer goes: a topic of this device, whatever the message asks for.</summary>
    /// <param name="keyId">Who signed it, as far as that can be read.</param>
    internal string AnswerTopic(DeviceIdentity identity, string? keyId) =>
        ResponseTopic is not null && Topics.TryParse(ResponseTopic, out var address) && address.Kind == TopicKind.CommandResult
            && (address.Site, address.Device) == (identity.Site, identity.Device)
            ? ResponseTopic
            : identity.Topics.CommandResult(keyId ?? "unknown");
}

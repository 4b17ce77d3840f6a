using System.Buffers;
using System.Globalization;
using MQTTnet;
using MQTTnet.Packets;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Puts one MQTT message into the archive. Trusts nothing: every refusal is counted and none throws.</summary>
internal sealed class ArchiveMessages(EventArchive archive, ArchiveLimits limits)
{
    public ArchiveOutcome Add(MqttApplicationMessage message) => DeviceTopic.Parse(message.Topic) switch
    {
        { Family: "event" } topic => AddEvent(topic, message),
        { Family: "blob" } => AddBlob(message),
        _ => ArchiveOutcome.Refused, // cannot happen under our subscriptions; a broker may still send it
    };

    // The broker's rules bind a device to its topics; an event that names another device in its body would escape them.
    private ArchiveOutcome AddEvent(DeviceTopic topic, MqttApplicationMessage message)
    {
        if (message.Payload.Length > limits.EventBytes) return archive.RefuseEvent();
        var card = EventCard.Read(message.Payload.ToArray());
        return card is null || card.Site != topic.Site || card.Device != topic.Device ? archive.RefuseEvent() : archive.AddEvent(card);
    }

    private ArchiveOutcome AddBlob(MqttApplicationMessage message)
    {
        if (Whole(message) is not { } bytes) return ArchiveOutcome.Refused;
        return archive.AddBlob(Property(message, "sha256") ?? "", message.ContentType ?? "", bytes);
    }

    /// <summary>The blob's bytes once they are complete; the one place for joining parts (<c>part=i/n</c>, <c>off</c>).</summary>
    /// <returns>Null while parts are missing.</returns>
    private static byte[]? Whole(MqttApplicationMessage message) =>
        Property(message, "part") is { } part && !IsOnlyPart(part) ? null : message.Payload.ToArray();

    private static bool IsOnlyPart(string part) =>
        part.Split('/') is [_, var count] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n == 1;

    private static string? Property(MqttApplicationMessage message, string name) =>
        (message.UserProperties ?? []).Find(p => p.Name == name)?.ReadValueAsString();
}

using System.Buffers;
using MQTTnet;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Dashboard;

/// <summary>Puts one MQTT message into the archive. Trusts nothing: every refusal is counted and none throws.</summary>
internal sealed class ArchiveMessages(EventArchive archive, ArchiveLimits limits, TimeProvider time)
{
    private readonly BlobAssembler _parts = new(time);

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
        try
        {
            var part = WireProperty.ReadBlobPart(message);
            return _parts.Add(part) is { } whole ? archive.AddBlob(part.Sha256, message.ContentType ?? "", whole, part.EventId) : ArchiveOutcome.Incomplete;
        }
        catch (TelemetryFormatException)
        {
            return archive.RefuseBlob();
        }
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry;

/// <summary>Telemetry design, section 1, as code: QoS, retain, expiry, content type and user properties of each topic.</summary>
/// <param name="epoch">Asked for each message: it changes when a damaged outbox is replaced.</param>
internal sealed class MqttMessages(DeviceIdentity identity, Func<string> epoch)
{
    public static readonly TimeSpan RecordExpiry = TimeSpan.FromDays(7);
    private static readonly TimeSpan LedgerExpiry = TimeSpan.FromDays(30);
    private static readonly TimeSpan StateExpiry = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ResultExpiry = TimeSpan.FromSeconds(60);

    public MqttApplicationMessage Connection(ConnectionMessage message) =>
        Retained(identity.Topics.Connection, message, TelemetryJson.Default.ConnectionMessage);

    public MqttApplicationMessage Birth(BirthMessage message) =>
        Retained(identity.Topics.Birth, message, TelemetryJson.Default.BirthMessage);

    public MqttApplicationMessage State(StateMessage message)
    {
        var state = Json(identity.Topics.State, message, TelemetryJson.Default.StateMessage);
        state.MessageExpiryInterval = (uint)StateExpiry.TotalSeconds;
        return state;
    }

    public MqttApplicationMessage Live(LiveMask mask)
    {
        var properties = Common(identity.BootId, epoch());
        if (mask.Head is not null) properties.Add(WireProperty.Make(WireProperty.Head, mask.Head));
        return new()
        {
            Topic = identity.Topics.LiveMask(mask.Camera),
            ContentType = ContentTypes.Png,
            Payload = new(mask.Png),
            MessageExpiryInterval = (uint)LiveOutlet.Life.TotalSeconds,
            UserProperties = properties,
        };
    }

    /// <summary>The answer to a command, on a topic of this device whatever the command asks for.</summary>
    /// <param name="keyId">Who signed it, as far as that can be read.</param>
    public MqttApplicationMessage Result(CommandEnvelope envelope, string? keyId, CommandResult result)
    {
        var answer = Json(envelope.AnswerTopic(identity, keyId), result, TelemetryJson.Default.CommandResult);
        answer.QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce;
        answer.MessageExpiryInterval = (uint)ResultExpiry.TotalSeconds;
        answer.CorrelationData = envelope.CorrelationData;
        return answer;
    }

    /// <summary>A record without its body: the caller puts the whole in, or a part after a part.</summary>
    /// <param name="late">It waited out a break of the link.</param>
    /// <param name="part">Set for blobs that were split.</param>
    public static MqttApplicationMessage Record(OutboxRecord record, bool late, BlobPart? part = null)
    {
        var json = record.ContentType == ContentTypes.Json;
        var properties = Common(record.BootId, record.Epoch);
        properties.Add(WireProperty.Make(WireProperty.Seq, record.Seq.ToString(CultureInfo.InvariantCulture)));
        if (late) properties.Add(WireProperty.Make(WireProperty.Hist, "1"));
        if (record.Sha256 is not null)
        {
            properties.Add(WireProperty.Make(WireProperty.Event, record.EventId));
            properties.Add(WireProperty.Make(WireProperty.Sha256, record.Sha256));
        }

        if (record.Head is not null) properties.Add(WireProperty.Make(WireProperty.Head, record.Head));
        if (part is { Parts: > 1 })
        {
            properties.Add(WireProperty.Make(WireProperty.Part, $"{part.Part}/{part.Parts}"));
            properties.Add(WireProperty.Make(WireProperty.Offset, part.Offset.ToString(CultureInfo.InvariantCulture)));
        }

        return new()
        {
            Topic = record.Topic,
            ContentType = record.ContentType,
            PayloadFormatIndicator = json ? MqttPayloadFormatIndicator.CharacterData : MqttPayloadFormatIndicator.Unspecified,
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            // The time it waited here counts: a broker must not keep for 7 days what is 6 days old.
            // A gap never expires here, so its time begins when it leaves. Audit never does.
            MessageExpiryInterval = (uint)(record.Stream == StreamKind.Audit ? 0 : record.Priority == OutboxPriority.Ledger
                ? LedgerExpiry.TotalSeconds
                : Math.Max(1, (RecordExpiry - record.Age).TotalSeconds)),
            UserProperties = properties,
        };
    }

    private MqttApplicationMessage Retained<T>(string topic, T message, JsonTypeInfo<T> type)
    {
        var retained = Json(topic, message, type);
        retained.Retain = true;
        retained.QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce;
        return retained;
    }

    private MqttApplicationMessage Json<T>(string topic, T message, JsonTypeInfo<T> type) => new()
    {
        Topic = topic,
        ContentType = ContentTypes.Json,
        PayloadFormatIndicator = MqttPayloadFormatIndicator.CharacterData,
        Payload = new(JsonSerializer.SerializeToUtf8Bytes(message, type)),
        UserProperties = Common(identity.BootId, epoch()),
    };

    private static List<MqttUserProperty> Common(string boot, string epoch) =>
    [
        WireProperty.Make(WireProperty.Sv, ContractVersion.Sv),
        WireProperty.Make(WireProperty.Boot, boot),
        WireProperty.Make(WireProperty.Epoch, epoch),
    ];
}

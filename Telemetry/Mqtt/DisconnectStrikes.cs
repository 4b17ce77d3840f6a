using MQTTnet.Protocol;

namespace SegEdge.Telemetry;

/// <summary>How much the end of a link speaks against the record that waited for its answer. OASIS MQTT 5.0, 3.14.2.1, sorted by whom it blames.</summary>
/// <remarks>3 ends in words about a packet, or 10 that say nothing, give a record up. A poor radio also loses links with a record in flight, and
/// a good record must not pay for that.</remarks>
internal static class DisconnectStrikes
{
    public const int GiveUp = 30;
    private const int InWords = 10;
    private const int InSilence = 3;

    /// <param name="word">The broker's; null where the link just ended.</param>
    public static int Of(MqttDisconnectReasonCode? word) => (int?)word switch
    {
        0x95 => GiveUp, // packet too large
        // malformed packet, protocol error, topic name invalid, topic alias invalid, payload format invalid
        0x81 or 0x82 or 0x90 or 0x94 or 0x99 => InWords,
        // server busy, shutting down, session taken over, message rate too high, quota exceeded, administrative action, use another server,
        // server moved, connection rate exceeded, maximum connect time: the broker or another client, whatever the record
        0x89 or 0x8B or 0x8E or 0x96 or 0x97 or 0x98 or 0x9C or 0x9D or 0x9F or 0xA0 => 0,
        // Also keep-alive time-out: a packet that a link never gets through ends so.
        _ => InSilence,
    };
}

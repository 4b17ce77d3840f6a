using MQTTnet;

namespace SegEdge.Telemetry;

/// <summary>OASIS MQTT 5.0, 3.4.2.1, sorted by what to do next.</summary>
internal static class PublishVerdicts
{
    public static PublishVerdict Of(MqttClientPublishReasonCode code) => (int)code switch
    {
        0x00 => PublishVerdict.Delivered,
        0x10 => PublishVerdict.Unheard,
        // implementation specific, not authorized, topic invalid, packet too large, payload format invalid.
        // Mosquitto answers 0x95 to a body above message_size_limit; MQTTnet's enum does not name it.
        0x83 or 0x87 or 0x90 or 0x95 or 0x99 => PublishVerdict.Hopeless,
        _ => PublishVerdict.Busy,
    };
}

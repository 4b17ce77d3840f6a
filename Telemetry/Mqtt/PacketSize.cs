using System.Text;
using MQTTnet;

namespace SegEdge.Telemetry;

/// <summary>Bytes that a PUBLISH takes on the wire, never less than the truth: MQTTnet sends what the broker will throw us out
/// for.</summary>
/// <remarks>OASIS MQTT 5.0, 3.3. The two variable-length integers are counted at their longest.</remarks>
internal static class PacketSize
{
    public static int Of(MqttApplicationMessage message) => checked(Overhead(message) + (int)message.Payload.Length);

    /// <summary>Everything but the body.</summary>
    public static int Overhead(MqttApplicationMessage message)
    {
        const int fixedHeader = 1 + 4, packetId = 2, propertyLength = 4, payloadFormat = 2, expiry = 5;
        var size = fixedHeader + Text(message.Topic) + packetId + propertyLength + payloadFormat + expiry + 1 + Text(message.ContentType);
        if (message.CorrelationData is { } correlation) size += 1 + 2 + correlation.Length;
        foreach (var property in message.UserProperties ?? []) size += 1 + Text(property.Name) + 2 + property.ValueBuffer.Length;
        return size;
    }

    private static int Text(string? text) => 2 + Encoding.UTF8.GetByteCount(text ?? "");
}

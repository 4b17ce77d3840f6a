using MQTTnet;

namespace SegEdge.Telemetry;

/// <summary>Numbers in place of topics that are sent again and again, within one connection (OASIS MQTT 5.0, 3.3.2.3.4).</summary>
/// <param name="most">What the broker allows; 0: none.</param>
internal sealed class TopicAliases(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ushort> _known = [];

    /// <summary>Call it once the message before on the same topic was written: the first one carries the topic and the number, the others only the number.</summary>
    public void Shorten(MqttApplicationMessage message)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(message.Topic, out var alias)) message.Topic = "";
            else if (_known.Count < most) _known[message.Topic] = alias = (ushort)(_known.Count + 1);
            message.TopicAlias = alias;
        }
    }
}

using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Implementations;

namespace SegEdge.Fleet.Hub;

/// <summary>MQTTnet's own connections, paced.</summary>
internal sealed class PacedAdapters(int most) : IMqttClientAdapterFactory
{
    private readonly MqttClientAdapterFactory _inner = new();

    public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger) =>
        new PacedAdapter(_inner.CreateClientAdapter(options, packetInspector, logger), most);
}

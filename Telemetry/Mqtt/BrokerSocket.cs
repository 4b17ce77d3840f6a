using MQTTnet;

namespace SegEdge.Telemetry;

/// <summary>How a client of ours reaches a broker over TCP.</summary>
public static class BrokerSocket
{
    // MQTTnet's 8 kB, set on the socket, also turns off the system's own tuning. A receiver with less room than one segment gets its data by the
    // sender's persist timer: 28 kB a second were seen on loopback. A sender is held to one buffer per round trip. This is 10 Mbit/s over 200 ms.
    private const int Bytes = 256 * 1024;

    public static MqttClientOptionsBuilder WithBroker(this MqttClientOptionsBuilder builder, string host, int port) =>
        builder.WithTcpServer(host, port).WithTcpServer(socket => socket.BufferSize = Bytes); // in this order: naming the server makes new options
}
